/** The mark: a small container ship whose hull shows the waterline. */
export function Logo(): React.JSX.Element {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" fill="none" strokeWidth="1.5" aria-hidden="true">
      <path d="M1 8h18l-3 8.2a2 2 0 0 1-1.9 1.3H5.9A2 2 0 0 1 4 16.2z" stroke="var(--ink)" />
      <path d="M0 11.5c2 1.2 3 1.2 5 0s3-1.2 5 0 3 1.2 5 0 3-1.2 5 0" stroke="var(--accent)" />
      <path d="M6 8V4h8v4" stroke="var(--ink)" />
    </svg>
  );
}
