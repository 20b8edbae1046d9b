/**
 * The structure of a help page of docker: everything that is a fact about the command line, and none of the describing text.
 *
 * @param {string} page what `docker COMMAND --help` prints on standard output
 */
export function helpStructure(page) {
  const sections = [];
  let section = { title: '', lines: [] };
  for (const line of page.split('\n')) {
    const title = /^(Usage|EXPERIMENTAL|Aliases|Examples|(?:Global )?Options|(?:[A-Z][a-z]+ )?Commands):(?: {2}(.*))?$/.exec(line);
    if (title === null) {
      section.lines.push(line);
      continue;
    }
    sections.push(section);
    section = { title: title[1], lines: title[2] === undefined ? [] : [title[2]] };
  }
  sections.push(section);
  const out = { usage: '', sections: sections.map((s) => s.title).filter((t) => t !== ''), commands: {}, flags: [] };
  for (const { title, lines } of sections) {
    const text = lines.filter((l) => l !== '');
    if (title === 'Usage') out.usage = text[0];
    else if (title === 'Aliases') out.aliases = text[0].trim();
    else if (title.endsWith('Commands')) out.commands[title] = text.map((l) => /^ {2}(\S+)/.exec(l)?.[1]).filter((n) => n !== undefined);
    else if (title.endsWith('Options')) out.flags.push(...flagsOf(text));
  }
  return out;
}

/** Flags as `-s, --name type (default x)`, from lines that may be wrapped. */
function flagsOf(lines) {
  const start = /^(?: {2}(-.), | {6})(--\S+)(?: (\S+))?(?: {2,}(.*))?$/;
  const flags = [];
  for (const line of lines) {
    const m = start.exec(line);
    if (m !== null) flags.push({ head: `${m[1] === undefined ? '' : `${m[1]}, `}${m[2]}${m[3] === undefined ? '' : ` ${m[3]}`}`, text: m[4] ?? '' });
    else if (flags.length > 0 && line.startsWith('   ')) flags[flags.length - 1].text += ` ${line.trim()}`;
  }
  return flags.map(({ head, text }) => {
    const fallback = /\(default\s+("[^"]*"|\[[^\]]*\]|[^()\s]+)\)$/.exec(text.trim())?.[1];
    return fallback === undefined ? head : `${head} = ${fallback}`;
  });
}
