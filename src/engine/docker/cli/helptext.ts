/** Descriptions of flags that many commands share. */

const MORE = `More on templates and their functions:\\nhttps://docs.docker.com/go/formatting/`;

/** `--format` of commands that print tables. */
export const FORMAT = `How to print:\\n'table':            Columns under their headers (default)\\n'table TEMPLATE':   Columns as the Go template says\\n'json':             One JSON object a line\\n'TEMPLATE':         A line as the Go template says\\n${MORE}`;

/** `--format` of commands that print records. */
export const FORMAT_RECORD = `How to print:\\n'json':             As JSON on one line\\n'TEMPLATE':         As the Go template says\\n${MORE}`;

export const DETACH_KEYS = '- detach-keys string Keys that detach from the container';
export const FILTER = 'f filter filter Show only what matches the condition (NAME=VALUE)';
export const PRUNE_FILTER = '- filter filter Remove only what matches the condition (e.g. "until=<timestamp>")';
export const FORCE_PRUNE = 'f force bool Do not ask before removing';
export const NO_TRUNC = "- no-trunc bool Print ids and commands in full";
export const PLATFORM = '- platform string Platform of the image, when there are several';
