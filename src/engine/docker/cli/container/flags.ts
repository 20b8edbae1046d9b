/** The flags of `docker run` and `docker create`. */
import { DETACH_KEYS } from '../helptext.ts';

/** Flags that both have. */
export const CREATE_FLAGS = `
- add-host list:host Add a line to /etc/hosts (HOST:IP)
- annotation map=map[] Annotation for the OCI runtime
a attach list:attach Streams to attach: STDIN, STDOUT or STDERR
- blkio-weight uint16 Weight for block IO: 10 to 1000, 0 for none (default 0)
- blkio-weight-device list:weight=[] Weight for block IO of one device (DEVICE:WEIGHT)
- cap-add list Give a Linux capability
- cap-drop list Take a Linux capability away
- cgroup-parent string Parent of the container's cgroup
- cgroupns string Cgroup namespace (host|private)\\n'host':    the Docker host's\\n'private': one of its own\\n'':        as the daemon's default-cgroupns-mode says (default)
- cidfile string Write the container's id to this file
~- cpu-count int CPU count (Windows only)
~- cpu-percent int CPU percent (Windows only)
- cpu-period int Length of the CFS scheduler's period
- cpu-quota int CPU time in each period of the CFS scheduler
- cpu-rt-period int Length of the real-time scheduler's period in microseconds
- cpu-rt-runtime int CPU time in each real-time period in microseconds
c cpu-shares int Relative weight for CPU time
- cpus decimal How many CPUs' worth of time to use at most
- cpuset-cpus string CPUs to run on (0-3, 0,1)
- cpuset-mems string Memory nodes to use (0-3, 0,1)
- device list Make a device of the host available
- device-cgroup-rule list:cgroupRule Rule for the cgroup's list of allowed devices
- device-read-bps list:bps=[] Most bytes per second to read from a device
- device-read-iops list:iops=[] Most read operations per second on a device
- device-write-bps list:bps=[] Most bytes per second to write to a device
- device-write-iops list:iops=[] Most write operations per second on a device
- disable-content-trust bool=true Do not verify the image's signature
- dns list:ip DNS servers to use
!- dns-opt>dns-option list Options for the DNS resolver
- dns-option list Options for the DNS resolver
- dns-search list:domain Domains to search for short names
- domainname string NIS domain name
- entrypoint string Run this instead of the image's ENTRYPOINT
e env list:env Set an environment variable
- env-file list Take environment variables from a file
- expose list Mark a port or a range of ports as exposed
- gpus gpu-request GPUs to make available ('all' for every one)
- group-add list Join additional groups
- health-cmd string Command that checks the container's health
- health-interval duration Time between two checks (ms|s|m|h) (default 0s)
- health-retries int Failed checks in a row until it counts as unhealthy
- health-start-interval duration Time between checks while the container starts (ms|s|m|h) (default 0s)
- health-start-period duration Time to start in which failed checks do not count (ms|s|m|h) (default 0s)
- health-timeout duration Longest time a check may take (ms|s|m|h) (default 0s)
- help bool Show this help
h hostname string Host name of the container
- init bool Put a small init in front that forwards signals and reaps processes
i interactive bool Keep standard input open even when nothing is attached
~- io-maxbandwidth bytes IO bandwidth of the system drive (Windows only)
~- io-maxiops uint IO operations of the system drive (Windows only)
- ip string IPv4 address (e.g., 172.30.100.104)
- ip6 string IPv6 address (e.g., 2001:db8::33)
- ipc string IPC namespace to use
- isolation string Isolation technology
- kernel-memory bytes Limit of kernel memory
l label list:label Attach metadata to the container
- label-file list Take labels from a file, one a line
- link list:link Link to another container
- link-local-ip list Link-local IPv4 or IPv6 addresses
- log-driver string Where the container's output is logged
- log-opt list Options of the log driver
- mac-address string MAC address (e.g., 92:d0:c6:0a:29:33)
m memory bytes Limit of memory
- memory-reservation bytes Soft limit of memory
- memory-swap bytes:swap Limit of memory and swap together: '-1' for any amount of swap
- memory-swappiness int=-1 How readily memory is swapped out (0 to 100)
- mount mount Mount a file system into the container
- name string Name of the container
!- net>network network Network to join
!- net-alias>network-alias list Another name on the network
- network network Network to join
- network-alias list Another name on the network
- no-healthcheck bool Ignore the image's HEALTHCHECK
- oom-kill-disable bool Do not kill processes when memory runs out
- oom-score-adj int How likely the host kills it when memory runs out (-1000 to 1000)
- pid string PID namespace to use
- pids-limit int Most processes (-1 for any number)
- platform string Platform of the image, when there are several
- privileged bool Give all capabilities and devices
p publish list Publish a port of the container on the host
P publish-all bool Publish all exposed ports on random ports of the host
q quiet bool Do not show the progress of a pull
- read-only bool Mount the root file system read-only
- restart string=no What to do when the container exits
- rm bool Remove the container and its anonymous volumes when it exits
- runtime string OCI runtime to use
- security-opt list Security options
- shm-size bytes Size of /dev/shm
- stop-signal string Signal that stops the container
- stop-timeout int Seconds to wait for it to stop
- storage-opt list Options of the storage driver
- sysctl map:sysctl=map[] Kernel parameters
- tmpfs list Mount a tmpfs at a path
t tty bool Give it a terminal
- ulimit ulimit=[] Resource limits
- use-api-socket bool Mount the Docker API's socket and the credentials it needs
u user string User, by name or number (format: <name|uid>[:<group|gid>])
- userns string User namespace to use
- uts string UTS namespace to use
v volume list Mount a volume or a path of the host
- volume-driver string Volume driver to use
- volumes-from list Mount the volumes of other containers
w workdir string Working directory
`;

export const CREATE_ONLY_FLAGS = `
- pull string=missing When to pull the image first ("always", "|missing", "never")
`;

/** Flags that only `docker run` has. */
export const RUN_ONLY_FLAGS = `
d detach bool Run in the background and print the container's id
${DETACH_KEYS}
- pull string=missing When to pull the image first ("always", "missing", "never")
- sig-proxy bool=true Send received signals on to the process
`;
