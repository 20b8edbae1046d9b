/**
 * Netfilter of a namespace: the chains as a diagram with live counters, and beside it the text that iptables-save prints. A counter that grew since
 * the last look is marked; a chain that is jumped to unfolds under the rule.
 */
import { useEffect, useRef, useState } from 'react';
import { ask } from '../../client/client.ts';
import type { FirewallView, FirewallChain } from '../../engine/inspect/views.ts';
import styles from './NetworkPanel.module.css';

const POLL_MS = 500;
const TABLES = ['filter', 'nat', 'raw', 'mangle'] as const;

const rank = (n: number): string => (n >= 1e6 ? `${(n / 1e6).toFixed(1)}M` : n >= 1e4 ? `${Math.round(n / 1e3)}k` : String(n));

function Rules({ chain, chains, grown, depth }: { chain: FirewallChain; chains: readonly FirewallChain[]; grown: ReadonlySet<string>; depth: number }): React.JSX.Element {
  const [open, setOpen] = useState<readonly number[]>([]);
  if (chain.rules.length === 0) return <p className={styles.noRules}>no rules</p>;
  return (
    <ol className={styles.rules}>
      {chain.rules.map((rule, index) => {
        const target = depth < 6 ? chains.find((one) => one.name === rule.target && !one.builtIn) : undefined;
        const unfolded = open.includes(index);
        return (
          <li key={index}>
            <div className={styles.rule} data-grown={grown.has(`${chain.name} ${index}`)}>
              <span className={styles.counter} title={`${rule.packets} packets, ${rule.bytes} bytes`}>
                {rank(rule.packets)}
              </span>
              {target === undefined ? (
                <code>{rule.text}</code>
              ) : (
                <button aria-expanded={unfolded} onClick={() => setOpen(unfolded ? open.filter((one) => one !== index) : [...open, index])}>
                  <code>{rule.text}</code>
                  <span aria-hidden="true">{unfolded ? ' ▾' : ' ▸'}</span>
                </button>
              )}
            </div>
            {target !== undefined && unfolded && <Rules chain={target} chains={chains} grown={grown} depth={depth + 1} />}
          </li>
        );
      })}
    </ol>
  );
}

/** Which rules' counters grew between two looks. */
function grownRules(before: FirewallView | undefined, after: FirewallView, table: string): ReadonlySet<string> {
  const grown = new Set<string>();
  const old = before?.tables[table] ?? [];
  for (const chain of after.tables[table] ?? []) {
    const known = old.find((one) => one.name === chain.name);
    chain.rules.forEach((rule, index) => {
      const was = known?.rules[index];
      if (was !== undefined && was.text === rule.text && rule.packets > was.packets) grown.add(`${chain.name} ${index}`);
    });
  }
  return grown;
}

export function Firewall({ ns, name }: { ns: string; name: string }): React.JSX.Element {
  const [view, setView] = useState<FirewallView | undefined>();
  const [table, setTable] = useState<string>('filter');
  const [asSave, setAsSave] = useState(false);
  const [grown, setGrown] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<FirewallView | undefined>(undefined);
  useEffect(() => {
    let current = true;
    let timer: ReturnType<typeof setTimeout>;
    const look = async (): Promise<void> => {
      const next = (await ask({ question: 'firewall', ns })) as FirewallView | null;
      if (!current) return;
      if (next !== null) {
        setGrown(grownRules(last.current, next, table));
        last.current = next;
        setView(next);
      }
      timer = setTimeout(() => void look(), POLL_MS);
    };
    void look();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [ns, table]);
  const chains = view?.tables[table] ?? [];
  return (
    <div className={styles.firewall}>
      <p className={styles.hint}>
        Rules of <b>{name}</b>. A packet passes the chains of its hook from top to bottom; the first rule that fits and has a verdict decides.
      </p>
      <div className={styles.chips} role="group" aria-label="Table">
        {TABLES.map((one) => (
          <button key={one} className={styles.chip} aria-pressed={!asSave && table === one} onClick={() => (setTable(one), setAsSave(false))}>
            {one}
          </button>
        ))}
        <button className={styles.chip} aria-pressed={asSave} onClick={() => setAsSave(true)}>
          iptables-save
        </button>
      </div>
      {asSave ? (
        <pre className={styles.save} tabIndex={0} aria-label="Output of iptables-save -c">
          {view?.save === '' ? 'No table is in use here.' : view?.save}
        </pre>
      ) : chains.length === 0 ? (
        <p className={styles.hint}>The table {table} is not in use here: every packet passes.</p>
      ) : (
        chains
          .filter((one) => one.builtIn)
          .map((chain) => (
            <section key={chain.name} className={styles.chain}>
              <h3>
                {chain.name} <span data-policy={chain.policy}>policy {chain.policy}</span>
                <small>{rank(chain.packets)} packets by policy</small>
              </h3>
              <Rules chain={chain} chains={chains} grown={grown} depth={0} />
            </section>
          ))
      )}
    </div>
  );
}
