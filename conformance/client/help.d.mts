/** What is compared of a help page. */
export interface HelpStructure {
  readonly usage: string;
  readonly sections: readonly string[];
  readonly aliases?: string;
  /** By the section's title. */
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** As `-s, --name type = default`. */
  readonly flags: readonly string[];
}

export function helpStructure(page: string): HelpStructure;
