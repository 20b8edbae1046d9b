/** The unit files that Docker's packages install, as far as systemd here reads them. */

/** Path -> text. Links of enabled units are in {@link ENABLED}. */
export const UNIT_FILES: Readonly<Record<string, string>> = {
  '/lib/systemd/system/containerd.service': `[Unit]
Description=containerd container runtime
Documentation=https://containerd.io
After=network.target local-fs.target

[Service]
ExecStart=/usr/bin/containerd
Type=notify
Delegate=yes
KillMode=process
Restart=always
RestartSec=5

[Install]
WantedBy=multi-user.target
`,
  '/lib/systemd/system/docker.socket': `[Unit]
Description=Docker Socket for the API

[Socket]
ListenStream=/run/docker.sock
SocketMode=0660
SocketUser=root
SocketGroup=docker

[Install]
WantedBy=sockets.target
`,
  '/lib/systemd/system/docker.service': `[Unit]
Description=Docker Application Container Engine
Documentation=https://docs.docker.com
After=network-online.target docker.socket containerd.service
Wants=network-online.target containerd.service
Requires=docker.socket
StartLimitBurst=3
StartLimitIntervalSec=60

[Service]
Type=notify
ExecStart=/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock
ExecReload=/bin/kill -s HUP $MAINPID
TimeoutStartSec=0
RestartSec=2
Restart=always
Delegate=yes
KillMode=process
OOMScoreAdjust=-500

[Install]
WantedBy=multi-user.target
`,
};

/** Links that `systemctl enable` made: link -> target. */
export const ENABLED: Readonly<Record<string, string>> = {
  '/etc/systemd/system/sockets.target.wants/docker.socket': '/lib/systemd/system/docker.socket',
  '/etc/systemd/system/multi-user.target.wants/containerd.service': '/lib/systemd/system/containerd.service',
  '/etc/systemd/system/multi-user.target.wants/docker.service': '/lib/systemd/system/docker.service',
};
