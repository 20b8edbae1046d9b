export declare function buildHeadless(): Promise<void>;
export declare function buildBridge(): Promise<void>;
export declare function buildGateway(): Promise<void>;
