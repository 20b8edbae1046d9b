/** `docker completion`: scripts that let a shell ask `docker __complete`. The one for bash is here; it is our own, not cobra's. */
import { absent, group, noArgs, type Command } from './command.ts';

const NO_DESCRIPTIONS = '\n- no-descriptions bool Leave out the descriptions\n';

/** Asks for the last word; keeps what begins with it; leaves files to the shell unless the directive's bit 4 forbids them. */
const BASH = `# Completion of docker for bash: docker itself knows the words.
__docker_words() {
  local cur=\${COMP_WORDS[COMP_CWORD]} answer directive
  answer=$(docker __completeNoDesc "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  directive=\${answer##*:}
  COMPREPLY=($(compgen -W "\${answer%:*}" -- "$cur"))
  (( directive & 2 )) && compopt -o nospace
  (( directive & 4 )) || compopt -o default
}
complete -F __docker_words docker
`;

const bash: Command = {
  use: 'bash',
  short: 'Print the script for bash',
  args: noArgs,
  flags: NO_DESCRIPTIONS,
  support: { level: 'partial', note: 'a script of our own' },
  *run(cli) {
    yield* cli.out(BASH);
  },
};

const other = (name: string): Command => absent(`${name} [flags]`, `Print the script for ${name}`, { args: noArgs, flags: NO_DESCRIPTIONS });

export const completion: Command = group('completion', 'Print a script that completes docker for a shell', [bash, other('fish'), other('powershell'), other('zsh')], { hidden: true, showsHelp: true });
