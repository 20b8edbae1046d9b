/**
 * The lesson column's place. Rendered inside the page's left column (352 px wide, 304 px on narrow screens, scrolling by itself); hidden
 * while presenting. From the page: `usePage` and `setPage({ crumb })` (client/store.ts), `ask(question)` (client/client.ts), and
 * `typeInTerminal(text, enter?)` (terminal/manager.ts); `usePage((s) => s.done)` changes whenever a typed command came to rest.
 */
export default function LessonColumn(): React.JSX.Element {
  return <div />;
}
