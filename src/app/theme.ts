/** Light, dark, or as the system says; kept across visits and set on the root element before the first paint. */

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'glasshull.theme';

export function savedTheme(): Theme {
  try {
    const saved = localStorage.getItem(KEY);
    if (saved === 'light' || saved === 'dark') return saved;
  } catch {}
  return 'system';
}

/** True when the page is shown dark under `theme`. */
export function isDark(theme: Theme): boolean {
  return theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
}

/** Show `theme` (the saved one by default) and remember it. */
export function applyTheme(theme: Theme = savedTheme()): void {
  try {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {}
  document.documentElement.dataset.theme = isDark(theme) ? 'dark' : 'light';
}
