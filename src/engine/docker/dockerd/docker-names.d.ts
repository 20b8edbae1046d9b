/** Types of the two word lists of the package docker-names; its functions are not used, because they call Math.random. */
declare module 'docker-names' {
  const names: { readonly adjectives: readonly string[]; readonly surnames: readonly string[] };
  export default names;
}
