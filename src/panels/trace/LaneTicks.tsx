/** The marks of a trace's lanes, drawn with as few elements as there are lanes. */
import { memo } from 'react';
import { LANES } from '../../engine/inspect/views.ts';
import type { CommandTrace } from '../../engine/inspect/views.ts';
import { duration } from './lanes.ts';

export const LaneTicks = memo(function LaneTicks({ command, width, lane: laneHeight }: { command: CommandTrace; width: number; lane: number }): React.JSX.Element {
  const scale = (width - 4) / duration(command);
  return (
    <>
      {LANES.map((lane, row) => {
        let plain = '';
        let errors = '';
        for (const tick of command.lanes[lane]) {
          const x = (2 + (tick.time_ns - command.start_ns) * scale).toFixed(1);
          const tall = Math.min(1, 0.45 + Math.log2(tick.count) * 0.12) * (laneHeight - 2);
          const bottom = (row + 1) * laneHeight - 1;
          const mark = `M${x} ${bottom}v${(-tall).toFixed(1)}`;
          if (tick.error) errors += mark;
          else plain += mark;
        }
        return (
          <g key={lane}>
            <path d={`M0 ${(row + 1) * laneHeight - 0.5}H${width}`} stroke="var(--hair)" />
            {plain !== '' && <path d={plain} stroke="var(--accent)" strokeWidth="1.5" opacity={lane === 'kernel' ? 0.75 : 1} />}
            {errors !== '' && <path d={errors} stroke="var(--bad)" strokeWidth="2.5" />}
          </g>
        );
      })}
    </>
  );
});
