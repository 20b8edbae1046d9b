/** The terminal's colours: dark in both themes, darker still in the dark one. Every colour has 4.5:1 on the background. */
import type { ITheme } from '@xterm/xterm';

const colours: ITheme = {
  foreground: '#d7dce4',
  cursor: '#f0a183',
  selectionBackground: '#3a4a63',
  black: '#7c8594',
  red: '#f08a7d',
  green: '#7fd6a2',
  yellow: '#e6c07b',
  blue: '#7fb4ff',
  magenta: '#cf9cf0',
  cyan: '#6fd0d6',
  white: '#d7dce4',
  brightBlack: '#8d96a5',
  brightRed: '#ffa89c',
  brightGreen: '#9be8ba',
  brightYellow: '#f2d398',
  brightBlue: '#a5ccff',
  brightMagenta: '#dfb8f7',
  brightCyan: '#94e3e8',
  brightWhite: '#ffffff',
};

export function palette(dark: boolean): ITheme {
  const background = dark ? '#0e1116' : '#14181f';
  return { ...colours, background, cursorAccent: background };
}
