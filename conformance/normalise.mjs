/**
 * The one normalisation of recorded and replayed Docker transcripts. What is random or depends on the moment gets a stable name; all
 * else is compared byte for byte. Shell and program transcripts are not normalised at all.
 *
 *   64 hexadecimal digits, 12 hexadecimal digits    <id N>, numbered by first appearance (a short id is its long id's number)
 *   adjective_surname                               <name N>, when the script did not choose it
 *   dates and times of day                          <time>
 *   "3 seconds", "About a minute", "Less than ..."  <duration>
 *   sizes of images and layers (12.3MB, 512B)       <size>
 *   runs of two or more spaces                      two spaces (column widths follow from what was replaced)
 */
const DURATION = /\b(?:Less than a second|About a minute|About an hour|\d+ (?:second|minute|hour|day|week|month|year)s?)\b/g;
const TIME = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?[+-]\d\d:?\d\d(?: [A-Z]{3,4})?)?/g;
const SIZE = /\b\d+(?:\.\d+)?(?:[kMGT]?B)\b/g;

/** @param {string} text @param {readonly string[]} [chosen] names that the script itself gives */
export function normalise(text, chosen = []) {
  const ids = new Map();
  const names = new Map();
  const id = (hex) => {
    const key = hex.slice(0, 12);
    if (!ids.has(key)) ids.set(key, ids.size + 1);
    return `<id ${ids.get(key)}>`;
  };
  return text
    .replace(TIME, '<time>')
    .replace(/\b[0-9a-f]{64}\b/g, id)
    .replace(/\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{12}\b|\b[0-9]{12}\b/g, id)
    .replace(/\b[a-z]+_[a-z]+\b/g, (name) => {
      if (chosen.includes(name) || !NAME.test(name)) return name;
      if (!names.has(name)) names.set(name, names.size + 1);
      return `<name ${names.get(name)}>`;
    })
    .replace(DURATION, '<duration>')
    .replace(SIZE, '<size>')
    .replace(/ {2,}/g, '  ')
    .replace(/[ \t]+$/gm, '');
}

import dockerNames from 'docker-names';

const LEFT = new Set(dockerNames.left);
const RIGHT = new Set(dockerNames.right);
const NAME = { test: (name) => { const [a, b] = name.split('_'); return LEFT.has(a) || RIGHT.has(b); } };
