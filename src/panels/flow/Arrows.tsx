/** The arrows between the cards. Decoration for the eye: the same is said in words by the status line and the stories. */
import { useMemo } from 'react';
import type { DockerView, FlowEvent } from '../../engine/inspect/views.ts';
import { arrowsOf } from './arrows.ts';
import styles from './FlowPanel.module.css';
import type { FlowLayout, Places } from './layout.ts';

/** Width of a character of a pill's label, in pixels. */
const CHARACTER = 6.9;

export function Arrows(props: { events: readonly FlowEvent[]; docker: DockerView; layout: FlowLayout; places: Places }): React.JSX.Element {
  const { events, docker, layout, places } = props;
  const arrows = useMemo(() => arrowsOf(events, docker, layout, places), [events, docker, layout, places]);
  return (
    <svg className={styles.arrows} width="100%" height="100%" aria-hidden="true">
      <defs>
        <marker id="flow-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0l8 4-8 4z" fill="var(--arrow)" />
        </marker>
        <marker id="flow-tip-now" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="5.5" markerHeight="5.5" orient="auto">
          <path d="M0 0l8 4-8 4z" fill="var(--accent)" />
        </marker>
      </defs>
      {arrows.map((arrow) => (
        <g key={arrow.event.id} className={arrow.now ? styles.now : styles.before}>
          <path d={arrow.path} markerEnd={`url(#flow-tip${arrow.now ? '-now' : ''})`} />
          {arrow.now ? (
            <g transform={`translate(${arrow.x} ${arrow.y - (arrow.short ? 20 : 0)})`}>
              <rect x={-(arrow.label.length * CHARACTER) / 2 - 9} y="-12" width={arrow.label.length * CHARACTER + 18} height="24" rx="12" />
              <text y="4" textAnchor="middle">{arrow.label}</text>
            </g>
          ) : (
            <text x={arrow.x} y={arrow.y - 7} textAnchor="middle">{arrow.label.replace('docker ', '')}</text>
          )}
        </g>
      ))}
    </svg>
  );
}
