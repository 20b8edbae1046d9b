/** A chain's index by destination names exactly the rules that a plain walk would not refuse for their destination. */
import { expect, test } from 'vitest';
import { parsePrefix, within } from '../address.ts';
import { ByAddress } from './byaddress.ts';
import type { NfRule } from '../../abi/netfilter.ts';

test('what it leaves out could not match, and the order stays', () => {
  const destinations: (readonly [string, boolean] | undefined)[] = [undefined, ['10.0.0.0/8', false], ['10.0.0.3/32', true]];
  for (let i = 0; i < 40; i++) destinations.push([`10.0.0.${i % 10}/32`, false], ...(i % 7 === 0 ? [undefined] : []));
  destinations.push(['192.0.2.0/24', false]);
  const rules = destinations.map((d): NfRule => ({ matches: [], ...(d === undefined ? {} : { destination: { value: d[0], not: d[1] } }) }));
  const index = ByAddress.of(rules)!;
  for (const text of ['10.0.0.0', '10.0.0.3', '10.0.0.9', '10.1.2.3', '192.0.2.1', '198.51.100.1']) {
    const dst = parsePrefix(text)!.address;
    const walked: number[] = [];
    for (let at = index.from(0, dst); at < rules.length; at = index.from(at + 1, dst)) walked.push(at);
    const plain = rules.flatMap(({ destination: d }, i) => (d === undefined || within(dst, parsePrefix(d.value)!.address, parsePrefix(d.value)!.prefix) !== (d.not === true) ? [i] : []));
    expect(walked.filter((i) => plain.includes(i))).toEqual(plain);
    expect(walked.length).toBeLessThan(plain.length + 4);
  }
  expect(ByAddress.of(rules.slice(0, 8))).toBeUndefined();
});
