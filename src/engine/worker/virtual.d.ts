declare module 'virtual:program-names' {
  export type GroupName = 'engine' | 'docker' | 'text' | 'system' | 'network' | 'servers' | 'busybox' | 'hub' | 'netmodules';
  /** Names of the programs in each chunk; made by vite.config.ts. */
  const names: Readonly<Record<GroupName, readonly string[]>>;
  export default names;
}
