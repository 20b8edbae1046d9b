/** The process object that memfs looks for. */
export default { getuid: () => 0, getgid: () => 0, cwd: () => '/', platform: 'linux', emitWarning: () => undefined, env: {}, nextTick: queueMicrotask };
