import type { CommandName } from "./arguments.ts";

const usage = `usage: bridle <command> [options]

  bridle serve     run a server
  bridle client    run a client that speaks JSON-RPC on stdin and stdout
  bridle passphrase  set, change or take away the passphrase of a client's data folder
  bridle demo      a server with sample people on it, to look around
  bridle check     look for traces of spyware in a phone's own records
  bridle desk      let people in at the desk
  bridle order     check, show, export and print a court's order
  bridle replay    run attacks, and what only looks like them, through the server and see what is found
  bridle ledger    show, append to, prove, verify, copy and check a log
  bridle witness   cosign the checkpoints of logs
  bridle codes     make, list and revoke a server's registration codes
  bridle backup    copy a server's data folder while it runs
  bridle restore   put such a copy into a new data folder

  bridle <command> --help    the command's options
  bridle --version
`;

const topics: Readonly<Record<CommandName, string>> = {
  serve: `usage: bridle serve [options]

  --data DIR               data folder, made on first use; default: ~/.local/share/bridle/server
  --port N                 port; 0 picks a free one; default: 7170
  --host H                 address to listen on; default: 127.0.0.1
  --public-url URL         the address under which people reach it, when a proxy stands in front
  --registration open|code who may register; default: open on this machine only, else by code
  --tls-cert FILE          certificate chain (PEM), with
  --tls-key FILE           its private key (PEM)
  --metrics-token-file F   others than this machine may read /metrics with the token in the first line of F; a
                           file that isn't there is made, with a fresh token
  --policy FILE            who must cosign the public log of keys, and how many (tlog-policy); see docs/operating.md
  --epoch-seconds N        how often the log shows what changed; default: 300
  --platform ID            which of the operator's services this is; orders and controls name it; default: main
  --services HOST=ID,…     further names of this server, each a service of its own
  --networks-file F        what kinds of networks there are: docs/operating.md
  --json                   the first line of output is {"ready":true,"url":…,"registrationCode":…|null}

Logs go to stderr. Ctrl-C (SIGINT) or SIGTERM stops it cleanly.
`,
  client: `usage: bridle client --data DIR --server URL [options]

  --data DIR               data folder, made on first use; one process at a time
  --server URL             the server, e.g. https://chat.example.org
  --passphrase-file FILE   opens a folder with the passphrase in the first line of FILE; a folder
                           that has none gets it, and doesn't open without it from then on

Speaks JSON-RPC 2.0, one object per line. Methods and notifications: packages/cli/SPEC.md.
The end of stdin, SIGINT or SIGTERM stops it cleanly. Logs go to stderr.
`,
  passphrase: `usage: bridle passphrase --data DIR [--passphrase-file FILE] (--new-passphrase-file FILE | --remove)

  --data DIR                  data folder of a client that isn't running
  --passphrase-file FILE      the passphrase it has, in the first line of FILE
  --new-passphrase-file FILE  the passphrase it gets, in the first line of FILE
  --remove                    it opens without a passphrase from then on

A copy of the folder made before still opens with the passphrase of before: the store's own key stays.
`,
  demo: `usage: bridle demo [--port N]
       bridle demo --desk [--port N]

Starts a server with sample people on it in a folder that goes away again, and prints an invite to open in
a browser. With --desk an attack like that of 2019 was played through that server before, and it prints how
two people come to its desk. Ctrl-C stops it.
`,
  codes: `usage: bridle codes [--data DIR] [--json]
       bridle codes [--data DIR] --new [--uses N] [--days N] [--json]
       bridle codes [--data DIR] --revoke CODE

  --data DIR     data folder of a server, running or not; default: ~/.local/share/bridle/server
  --new          makes a code: --uses registrations (default: 1) within --days (default: 30)
  --revoke CODE  the code registers nobody any more
  --json         one line of JSON per code: {"code":…,"usesLeft":…,"expires":…}

Without --new and --revoke it lists the codes that work.
`,
  backup: `usage: bridle backup [--data DIR] --to PATH

Copies a server's data folder to PATH, which must not exist yet. The server may be running.
`,
  restore: `usage: bridle restore --from PATH [--data DIR]

Makes the data folder DIR, which must not exist yet, from a backup.
`,
};

/** What `--help` prints. */
export function helpText(topic?: CommandName): string {
  return topic === undefined ? usage : topics[topic];
}
