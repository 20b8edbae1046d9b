/** The one normalisation of Docker transcripts; `chosen` are names that the script itself gives. */
export function normalise(text: string, chosen?: readonly string[]): string;
