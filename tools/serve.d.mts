export declare function serve(options?: { dir?: string; port?: number; gateway?: unknown }): Promise<{ url: string; close: () => Promise<void> }>;
