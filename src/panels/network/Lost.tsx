/** Why a frame was lost, in one sentence. Where a rule of netfilter took it, the rule itself is asked for and shown. */
import { useEffect, useState } from 'react';
import { ask } from '../../client/client.ts';
import type { FirewallView } from '../../engine/inspect/views.ts';
import styles from './NetworkPanel.module.css';

const RULE = /^(\w+)\/(\S+) rule (\d+): (DROP|REJECT)/;
const POLICY = /^(\w+)\/(\S+) policy: DROP$/;

/** The decision of netfilter as a sentence; other reasons are sentences already. */
export function lostSentence(reason: string): string {
  const rule = RULE.exec(reason);
  if (rule !== null) return `rule ${rule[3]} of the chain ${rule[2]} in the table ${rule[1]} ${rule[4] === 'DROP' ? 'drops' : 'refuses'} it.`;
  const policy = POLICY.exec(reason);
  if (policy !== null) return `no rule of the chain ${policy[2]} in the table ${policy[1]} let it pass, and its policy is DROP.`;
  return `${reason}.`;
}

/** `ns` is where it was lost, as views call it. */
export function Lost({ reason, ns }: { reason: string; ns: string }): React.JSX.Element {
  const [text, setText] = useState('');
  useEffect(() => {
    const [, table = '', chain = '', number = '0'] = RULE.exec(reason) ?? [];
    let current = true;
    setText('');
    if (table !== '' && ns !== '') {
      void ask({ question: 'firewall', ns }).then((answer) => {
        const view = answer as FirewallView | null;
        if (current) setText(view?.tables[table]?.find((one) => one.name === chain)?.rules[Number(number) - 1]?.text ?? '');
      });
    }
    return () => {
      current = false;
    };
  }, [reason, ns]);
  return (
    <p className={styles.lost} role="status">
      <b>Lost:</b> {lostSentence(reason)}
      {text !== '' && <code>{text}</code>}
    </p>
  );
}
