/** Draws the page. */
import { createRoot } from 'react-dom/client';
import { connect } from '../client/client.ts';
import { setPage } from '../client/store.ts';
import { sink } from '../terminal/manager.ts';
import { App } from './App.tsx';
import { followKeys } from './keys.ts';
import { applyTheme, isDark, savedTheme } from './theme.ts';
import './theme.css';

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  applyTheme();
  setPage({ dark: isDark(savedTheme()) });
});
connect(sink);
followKeys();
createRoot(document.getElementById('root')!).render(<App />);
