/** The parser: one whole lesson, and mistakes that name file and line. */
import { expect, test } from 'vitest';
import { parseLesson } from './parse.ts';

const FRONT = '---\ntitle: A title\nchapter: A chapter\norder: 3\nminutes: 5\nimages: [ubuntu]\n---\n';
const END = '\n```hint\nTry `ls`.\n```\n\n```solution\ndocker ps\n@terminal 2\n^P^Q\n```\n';
const step = (check: string): string => `${FRONT}\n## One\n\n\`\`\`check\n${check}\n\`\`\`\n${END}`;

test('a lesson becomes HTML and data', () => {
  const source = `${FRONT}
Hello *you*.

## Run \`ps\`

Why.

\`\`\`predict
lead: Before you look
ask: Is \`it\` so?
options:
  - text: Yes
    right: true
    why: Since it is.
  - text: No
    why: It is.
\`\`\`

\`\`\`run in the container
ls -l
\`\`\`

\`\`\`note
Not so.
\`\`\`

\`\`\`check
- container: {as: one, image: ubuntu}
- any:
    - asked: ^GET /x
    - image: {from: one}
\`\`\`
${END}
---

The end.
`;
  expect(parseLesson(source, 'a/b', 'lesson.md')).toEqual({
    id: 'a/b', title: 'A title', chapter: 'A chapter', order: 3, minutes: 5, images: ['ubuntu'], seed: 1, stepCount: 1, names: ['one'],
    intro: '<p>Hello <em>you</em>.</p>',
    outro: '<p>The end.</p>',
    steps: [
      {
        title: 'Run <code>ps</code>',
        parts: [
          { kind: 'prose', html: '<p>Why.</p>' },
          {
            kind: 'predict', lead: 'Before you look', ask: 'Is <code>it</code> so?',
            options: [{ html: 'Yes', right: true, why: 'Since it is.' }, { html: 'No', right: false, why: 'It is.' }],
          },
          { kind: 'run', command: 'ls -l', where: 'in the container' },
          { kind: 'note', html: '<p>Not so.</p>' },
        ],
        checks: [{ container: { as: 'one', image: 'ubuntu' } }, { any: [{ asked: '^GET /x' }, { image: { from: 'one' } }] }],
        hints: ['<p>Try <code>ls</code>.</p>'],
        solution: ['docker ps', '@terminal 2', '^P^Q'],
      },
    ],
  });
});

test.each([
  ['no front matter', '## One', 'x.md:1: a lesson begins with front matter between two lines of ---'],
  ['a field missing', '---\ntitle: A\n---\n## One\n', "x.md:2: front matter: 'chapter' is missing"],
  ['a field unknown', FRONT.replace('images', 'pictures'), "x.md:2: front matter: unknown field 'pictures'"],
  ['an unknown block', `${FRONT}\n## One\n\n\`\`\`chekc\n\`\`\`\n`, "x.md:11: unknown block 'chekc' (run, predict, check, hint, solution, note, or none)"],
  ['a step without check', `${FRONT}\n## One\n`, 'x.md:9: a step has a check block'],
  ['broken YAML', step('- container: {as: one\n- x'), 'x.md:13: '],
  ['an unknown assertion', step('- container: {}\n- contaner: {}'), "x.md:13: check: unknown assertion 'contaner'"],
  ['an unknown field', step('- container: {stat: running}'), "x.md:12: check: 'container' has no field 'stat'"],
  ['a name that nothing has', step('- container: {is: one}'), "x.md:12: check: nothing was named 'one'"],
  ['a bad expression', step('- asked: ("'), 'x.md:12: '],
  ['two right options', `${FRONT}\n## One\n\n\`\`\`predict\nask: A?\noptions:\n  - {text: A, right: true, why: a}\n  - {text: B, right: true, why: b}\n\`\`\`\n`, 'x.md:12: predict: exactly one option is right'],
])('refuses %s', (_, source, message) => {
  let said = '';
  try {
    parseLesson(source, 'a/b', 'x.md');
  } catch (error) {
    said = (error as Error).message;
  }
  expect(said.startsWith(message) ? message : said).toBe(message);
});
