/** Draws the page. */
import { createRoot } from 'react-dom/client';
import { connect } from '../client/client.ts';
import { sink } from '../terminal/manager.ts';
import { App } from './App.tsx';
import { followKeys } from './keys.ts';
import './theme.css';

connect(sink);
followKeys();
createRoot(document.getElementById('root')!).render(<App />);
