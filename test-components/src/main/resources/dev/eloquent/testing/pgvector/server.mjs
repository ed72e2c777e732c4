// Serves an empty database on a free port of 127.0.0.1 until its standard input ends, as it does when whoever started
// it is gone, however that came about.
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0)).resume();

// The socket server wants it, and Node has it since 19; Debian 12 has 18.
globalThis.CustomEvent ??= class extends Event {
  constructor(type, options) {
    super(type, options);
    this.detail = options?.detail ?? null;
  }
};

const db = await PGlite.create({ extensions: { vector } });
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 20 });
await server.start();
console.log(`listening on ${server.getServerConn()}`);
