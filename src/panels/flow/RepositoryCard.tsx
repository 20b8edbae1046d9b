/** A repository of the registry: its name, and its tags in the tip. */
import { typeInTerminal } from '../../terminal/manager.ts';
import type { RepositoryView } from '../../engine/inspect/views.ts';
import styles from './FlowPanel.module.css';
import type { Box } from './layout.ts';

export function RepositoryCard({ repository, box }: { repository: RepositoryView; box: Box }): React.JSX.Element {
  const { name, tags } = repository;
  const long = name.length > 8;
  const narrow = box.width < 130;
  return (
    <button
      className={styles.repository} data-card style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
      title={`${tags.map((tag) => `${name}:${tag}`).join('\n')}\n\nClick to type: docker pull ${name}`} aria-label={`${name} in the registry, tags ${tags.join(', ')}. Types docker pull ${name} into the terminal.`}
      onClick={() => typeInTerminal(`docker pull ${name}`)}
    >
      <span>{name}</span>
      {tags.length > 1 && !(narrow && long) && <small>{narrow || long ? tags.length : `${tags.length} tags`}</small>}
    </button>
  );
}
