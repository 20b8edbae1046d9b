/** Flags of `docker service create` and `docker service update`. */

/** Those of both; the defaults are create's. */
const SHARED = `
- cap-add list Capabilities to add
- cap-drop list Capabilities to drop
- credential-spec credential-spec Credentials of a managed account (Windows only)
d detach bool Do not wait until the service has settled
- endpoint-mode string=vip How clients reach the tasks: vip or dnsrr
- entrypoint command Run this instead of the image's ENTRYPOINT
- health-cmd string Command that checks a task's health
- health-interval duration Time between two checks (ms|s|m|h)
- health-retries int Failed checks in a row until a task counts as unhealthy
- health-start-interval duration Time between checks while a task starts (ms|s|m|h)
- health-start-period duration Time to start in which failed checks do not count (ms|s|m|h)
- health-timeout duration Longest time a check may take (ms|s|m|h)
- hostname string Host name of the containers
- init bool Put a small init in front of each task
- isolation string Isolation technology
- limit-cpu decimal Most CPUs for a task
- limit-memory bytes Most memory for a task
- limit-pids int Most processes of a task (default 0 = unlimited)
- log-driver string Where the output of the tasks is logged
- log-opt list Options of the log driver
- max-concurrent uint How many tasks of a job run at once (default equal to --replicas)
- no-healthcheck bool Ignore the image's HEALTHCHECK
- no-resolve-image bool Do not ask the registry for the image's digest and platforms
- oom-score-adj int How likely a host kills a task when memory runs out (-1000 to 1000)
q quiet bool Do not show the progress
- read-only bool Mount the root file systems read-only
- replicas uint How many tasks to run
- replicas-max-per-node uint Most tasks on one node (default 0 = unlimited)
- reserve-cpu decimal CPUs to keep free for a task
- reserve-memory bytes Memory to keep free for a task
- restart-condition string=any When to start a task anew ("none", "on-failure", "any")
- restart-delay duration=5s Time between two starts (ns|us|ms|s|m|h)
- restart-max-attempts uint How often to start a task anew
- restart-window duration Time in which starts are counted (ns|us|ms|s|m|h)
- rollback-delay duration=0s Time between the rollbacks of two tasks (ns|us|ms|s|m|h)
- rollback-failure-action string=pause What to do when a rollback fails ("pause", "continue")
- rollback-max-failure-ratio float=0 Share of tasks that may fail in a rollback
- rollback-monitor duration=5s How long to watch a task after its rollback (ns|us|ms|s|m|h)
- rollback-order string=stop-first What comes first in a rollback ("start-first", "stop-first")
- rollback-parallelism uint=1 How many tasks are rolled back at once (0 for all)
- stop-grace-period duration=10s Time to stop before a container is killed (ns|us|ms|s|m|h)
- stop-signal string Signal that stops a container
t tty bool Give the tasks a terminal
- update-delay duration=0s Time between the updates of two tasks (ns|us|ms|s|m|h)
- update-failure-action string=pause What to do when an update fails ("pause", "continue", "rollback")
- update-max-failure-ratio float=0 Share of tasks that may fail in an update
- update-monitor duration=5s How long to watch a task after its update (ns|us|ms|s|m|h)
- update-order string=stop-first What comes first in an update ("start-first", "stop-first")
- update-parallelism uint=1 How many tasks are updated at once (0 for all)
u user string User, by name or number (format: <name|uid>[:<group|gid>])
- with-registry-auth bool Give the nodes the credentials of the registry
w workdir string Working directory
`;

export const SERVICE_CREATE = `${SHARED}
- config config Configurations to hand to the tasks
- constraint list Where tasks may be placed
- container-label list Labels of the containers
- dns list DNS servers to use
- dns-option list Options for the DNS resolver
- dns-search list Domains to search for short names
e env list:env Set an environment variable
- env-file list Take environment variables from a file
- generic-resource list Resources that somebody defined
- group list Additional groups
- host list Host names and their addresses (host:ip)
l label list Labels of the service
- mode string=replicated Kind of service ("replicated", "global", "replicated-job", "global-job")
- mount mount Mount a file system into the tasks
- name string Name of the service
- network network Networks to join
- placement-pref pref How to spread the tasks
p publish port Publish a port on every node
- secret secret Secrets to hand to the tasks
- sysctl list Kernel parameters
- ulimit ulimit=[] Resource limits
`;

/** `--x-add` and `--x-rm`, by their types and what they are about. */
const CHANGED: readonly (readonly [name: string, add: string, rm: string, what: string])[] = [
  ['config', 'config', 'list', 'configuration'],
  ['constraint', 'list', 'list', 'constraint of the placement'],
  ['container-label', 'list', 'list', "label of the containers"],
  ['dns', 'list', 'list', 'DNS server'],
  ['dns-option', 'list', 'list', 'option for the DNS resolver'],
  ['dns-search', 'list', 'list', 'domain to search'],
  ['env', 'list', 'list', 'environment variable'],
  ['generic-resource', 'list', 'list', 'resource that somebody defined'],
  ['group', 'list', 'list', 'additional group'],
  ['host', 'list', 'list', 'host name and its address ("host:ip")'],
  ['label', 'list', 'list', 'label of the service'],
  ['mount', 'mount', 'list', 'mount'],
  ['network', 'network', 'list', 'network'],
  ['placement-pref', 'pref', 'pref', 'preference of the placement'],
  ['publish', 'port', 'port', 'published port'],
  ['secret', 'secret', 'list', 'secret'],
  ['sysctl', 'list', 'list', 'kernel parameter'],
  ['ulimit', 'ulimit=[]', 'list', 'resource limit'],
];

export const SERVICE_UPDATE = `${SHARED.replace(/^(\S \S+ [^\s=]+)=\S+/gm, '$1')}
- args command Arguments of the command
- force bool Update even when nothing changes
- image string Image of the tasks
- rollback bool Go back to what it was before
${CHANGED.map(([name, add, rm, what]) => `- ${name}-add ${add} Add or change a ${what}\n- ${name}-rm ${rm} Remove a ${what}\n`).join('')}`;
