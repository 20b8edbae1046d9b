/** What a match extension is: its options, and how a match reads in -S and -L; and the marks that matches and targets share. */
import { badNumber } from './extension.ts';
import { hex, parseNumber } from './words.ts';
import type { Invertible, NfMatch } from '../../../../abi/netfilter.ts';
import type { Extension } from './extension.ts';
import type { Context } from './words.ts';

type IcmpMatch = Extract<NfMatch, { name: 'icmp' | 'icmp6' }>;
/** The record of a match by its name. */
export type Of<N extends NfMatch['name']> = N extends 'icmp' | 'icmp6' ? IcmpMatch : Extract<NfMatch, { name: N }>;
/** A match while it is put together. */
export type Draft<T> = { -readonly [K in keyof T]?: T[K] };

/** A match extension. */
export interface Match<N extends NfMatch['name']> extends Extension<Of<N>> {
  /** After `-m NAME`. */
  save(m: Of<N>, c: Context): string;
  /** As -L shows it, with a blank in front. */
  list(m: Of<N>, c: Context): string;
}

/** Of an inverted value. */
export const bang = (v: Invertible<unknown> | undefined): string => (v?.not === true ? '! ' : '');

/** 'VALUE' or 'VALUE/MASK'. */
export function parseMark(text: string, name: string, option: string): { readonly value: number; readonly mask: number } {
  const [v = '', k] = text.split('/');
  const value = parseNumber(v);
  const mask = k === undefined ? 0xffffffff : parseNumber(k);
  if (value === undefined || mask === undefined || value > 0xffffffff || mask > 0xffffffff) throw badNumber(name, option);
  return { value, mask };
}

export function markText(m: { readonly value: number; readonly mask: number }): string {
  return m.mask === 0xffffffff ? hex(m.value) : `${hex(m.value)}/${hex(m.mask)}`;
}
