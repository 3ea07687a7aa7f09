/** A fault that is made on purpose, to see that its alerts come and that people can act on them. */
export interface Drill {
  /** What is done to make it happen. */
  readonly fault: string;
  /** What is then seen, besides the alerts that name the drill. */
  readonly seen: string;
  /** What ends it. */
  readonly mended: string;
}

/**
 * Every fault that is known how to make. Those of the swarm, its nodes and their disks are for `npm run lab -- --swarm`, the others
 * for any lab; with `--time-scale 15` their alerts come within a minute or two.
 */
export const drills = {
  'add-copy': {
    fault: 'Set number_of_replicas of an index of its own to as many as Elasticsearch has nodes.',
    seen: 'All goes on; the status is yellow.',
    mended: 'Delete that index.',
  },
  'block-event-loop': {
    fault:
      'Have one worker compute for 300 ms, and then for 1.5 s, in each second, by a CPU-bound loop over its inspector.',
    seen: 'Its people wait for each message; those of other workers do not.',
    mended: 'End the loop.',
  },
  'break-image': {
    fault: 'Update the service to an image that its registry does not have.',
    seen: 'Running tasks go on while the update is stuck; scaled to it from nothing, none runs.',
    mended: 'docker service rollback.',
  },
  'busy-machine': {
    fault: 'Run a busy loop for each processor, held at 82 %, then at 87 %, of its time.',
    seen: 'Everything on that machine takes longer.',
    mended: 'End the loops.',
  },
  'clash-ids': {
    fault: 'TRUNCATE chatlogs, so that ids begin anew which the backup holds already, and lower the cap.',
    seen: 'The mover leaves those messages in both tables.',
    mended: 'Set AUTO_INCREMENT beyond both tables and give the messages in question new ids.',
  },
  'crash-tasks': {
    fault: 'Update the service to a command that ends after 20 s with code 1.',
    seen: 'Tasks start again and again; each is well when one looks.',
    mended: 'docker service rollback.',
  },
  'crash-workers': {
    fault: 'Make the configuration unreadable for the service, and kill its workers by -9 four times.',
    seen: 'People connect again after each; with the configuration gone no worker comes back.',
    mended: 'Make it readable again; the next try, within 30 s, takes it.',
  },
  'cut-clients': {
    fault: 'Refuse the port of the service by the firewall, with more than 50 people connected.',
    seen: 'Everybody is out, and nobody can come back, although all workers are well.',
    mended: 'Take the rule of the firewall away.',
  },
  'deadlock-storm': {
    fault: 'Have two clients lock the same two rows of a table of their own in opposite order, ten times a second.',
    seen: 'InnoDB rolls one of them back each time.',
    mended: 'End the clients.',
  },
  'double-series': {
    fault: 'Scrape the exporter under two more targets that say the same instance, so that series meet twice.',
    seen: 'Rules that join these series end in an error.',
    mended: 'Take the targets away and reload Prometheus.',
  },
  'drop-job': {
    fault: 'Take the job of the exporter out of prometheus.yml and reload Prometheus.',
    seen: 'No target is down, and nothing is known of MySQL.',
    mended: 'gapwatch generate, then reload.',
  },
  'eat-memory': {
    fault: 'Allocate memory in a task until 95 % of its limit, and keep it.',
    seen: 'Nothing, until the kernel kills it at 100 %.',
    mended: 'Kill the task: the swarm starts another.',
  },
  'empty-badwords': {
    fault: 'DELETE FROM badwords.',
    seen: 'Bad words are broadcast.',
    mended: 'Put the words back from app/moderation/first-words.ts.',
  },
  'fill-disk': {
    fault:
      'Write to the filesystem of Elasticsearch, made small, at 10 % of it an hour from half full on; then at once up to 96 %.',
    seen: 'From 85 % on Elasticsearch places no copies there, from 95 % on it writes nothing; log lines wait in the spool.',
    mended: 'Delete what was written.',
  },
  'fill-spool': {
    fault: 'Stop Elasticsearch, set logs.limitBytes to 1 MiB, and write log lines until it is full.',
    seen: 'Debug lines go first, then information; the console still has them.',
    mended: 'Start Elasticsearch.',
  },
  'fill-table': {
    fault: 'Hold the lock of the mover and insert messages until the table is beyond its cap.',
    seen: 'Reading a room takes longer with each message.',
    mended: 'Let the lock go: the mover takes the rest away.',
  },
  'flood-handshakes': {
    fault: 'Connect from one address 100 times a second with tokens that nobody signed.',
    seen: 'They are refused; others come in as ever.',
    mended: 'End the flood.',
  },
  'freeze-worker': {
    fault: 'kill -STOP one worker.',
    seen: 'Its people talk into the void.',
    mended: 'kill -CONT it.',
  },
  'ghost-people': {
    fault: 'Renew the leases of people in Redis who have no socket, as a worker would that has lost count.',
    seen: 'A room lists people who are not there.',
    mended: 'End it: their leases run out within 15 s.',
  },
  'hoard-connections': {
    fault: 'Open connections to MySQL and leave them idle, up to 85 %, then 96 % of max_connections.',
    seen: 'Nothing, until all are taken.',
    mended: 'Close them.',
  },
  'hold-mover-lock': {
    fault: 'Take the lock of the mover by GET_LOCK in a session of its own.',
    seen: 'Its runs are skipped; the live table grows.',
    mended: 'End the session.',
  },
  'kill-alertmanager': {
    fault: 'Stop Alertmanager for five minutes.',
    seen: 'No notification comes, that of the Watchdog neither: whoever expects it is told.',
    mended: 'Start it.',
  },
  'kill-elasticsearch': {
    fault: 'Stop Elasticsearch for fifteen minutes.',
    seen: 'The search says that it is away; log lines and messages wait, none is lost.',
    mended: 'Start it: index and log catch up.',
  },
  'kill-exporter': {
    fault: 'Stop the exporter for five minutes.',
    seen: 'Panels over MySQL, the swarm and the tables end.',
    mended: 'Start it.',
  },
  'kill-inbox': {
    fault: 'Stop the receiver of the notifications.',
    seen: 'Alertmanager tries again and again.',
    mended: 'Start it: what was not delivered comes.',
  },
  'kill-mysql': {
    fault: 'Kill MariaDB by -9 and hold it back from starting for two minutes.',
    seen: 'Messages fail, and what follows from it is kept quiet.',
    mended: 'Let it start: its recovery takes seconds.',
  },
  'kill-redis': {
    fault: 'Stop Redis for two minutes.',
    seen: 'People hear only those of their own worker; messages are stored.',
    mended: 'Start it: the workers find it by themselves.',
  },
  'lag-disk': {
    fault: 'Delay each answer of MySQL by 1.5 s, by a proxy before it.',
    seen: 'Messages arrive late; queries wait for a connection of the pool, and some get none.',
    mended: 'Take the delay away.',
  },
  'leak-memory': {
    fault: 'Keep what is allocated in one worker until 90 % of its heap, and go on allocating.',
    seen: 'It collects garbage for a growing share of its time.',
    mended: 'Let it go, or replace the workers by SIGHUP.',
  },
  'lock-tables': {
    fault: 'LOCK TABLES chatlogs WRITE in a session of its own.',
    seen: 'Messages fail after the time-out, and so do history and searches by MySQL.',
    mended: 'UNLOCK TABLES.',
  },
  'lose-node': {
    fault: 'Stop the engine of a worker node.',
    seen: 'Its tasks are started on other nodes; the people of them connect again.',
    mended: 'Start the engine.',
  },
  'lose-quorum': {
    fault: 'Stop the engine of a manager, so that none may fail any more.',
    seen: 'All goes on; with one more gone, nothing in the swarm can be changed.',
    mended: 'Start the engine.',
  },
  'metadata-lock': {
    fault: 'Hold a metadata lock on the tables that the exporter reads.',
    seen: 'Its collectors run into their deadlines one after another.',
    mended: 'End the session that holds it.',
  },
  'old-code': {
    fault: 'Mount a volume with the former code over that of the image, then deploy a new image.',
    seen: 'The swarm shows the new tag, the page the old code.',
    mended: 'Take the volume away and update the service.',
  },
  'overload-workers': {
    fault: 'Let a thousand people talk to one worker.',
    seen: 'Everything takes longer, nothing fails.',
    mended: 'Send fewer, or run more workers.',
  },
  'refuse-lines': {
    fault:
      'Write a log line whose field has another type than the index template says, to a data stream that takes no such.',
    seen: 'Elasticsearch refuses the line; it is put aside in a file.',
    mended: 'Look at the file under dead-letters and take it away.',
  },
  'refuse-writes': {
    fault: 'SET GLOBAL read_only = 1 in MySQL.',
    seen: 'Messages are answered by an error; reading goes on.',
    mended: 'SET GLOBAL read_only = 0.',
  },
  'revoke-exporter': {
    fault: "Revoke a right of the exporter's user.",
    seen: 'The collector that needs it fails; the others go on.',
    mended: 'Run what `gapwatch exporter grants` prints.',
  },
  'scale-to-nothing': {
    fault: 'Put a constraint on the service that no node fits.',
    seen: 'No task runs, though the swarm wants some.',
    mended: 'docker service rollback.',
  },
  'short-certificate': {
    fault: 'Serve a certificate that ends in ten days, then one that ends in two.',
    seen: 'Nothing, until it has expired.',
    mended: 'Put the former one back.',
  },
  'small-heap': {
    fault: 'Start Elasticsearch with a heap of 256 MiB, and index and aggregate as fast as it takes.',
    seen: 'It collects garbage all the time; requests are turned away.',
    mended: 'Start it with its former heap.',
  },
  'strand-shard': {
    fault: 'Make an index that requires a node by a name that none has (index.routing.allocation.require._name).',
    seen: 'That index can be neither read nor written; the status is red.',
    mended: 'Delete that index.',
  },
  swear: {
    fault: 'Let one person send twenty bad words a minute.',
    seen: 'Each is kept back; the room sees a notice.',
    mended: 'End it.',
  },
} as const satisfies Readonly<Record<string, Drill>>;

/** A fault of the list. */
export type DrillName = keyof typeof drills;
