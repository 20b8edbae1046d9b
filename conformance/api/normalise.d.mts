export declare function rawRequest(text: string): { readonly half: boolean; readonly bytes: string };
export declare function target(path: string): string;
export declare function normaliseAnswer(text: string): string;
