import { type SqlDatabase, type SqlValue, StoreFault, type Synchronous } from "./sql-database.ts";

// What every SqlDatabase does. Plain functions that throw, without a test runner, because the browser's
// adapter is held to them inside a worker of a real browser.

/** The store of one test. */
export interface SqlDatabaseHarness {
  /** Opens the test's one database, made on first use; with `wrongKey`, with a key that isn't its own. */
  open(options?: { readonly wrongKey: boolean }): Promise<SqlDatabase>;
}

export interface SqlDatabaseCase {
  readonly title: string;
  readonly run: (harness: SqlDatabaseHarness) => Promise<void>;
}

export const sqlDatabaseContract: readonly SqlDatabaseCase[] = [
  {
    title: "gives values back as they were stored",
    run: (harness) =>
      using(harness, (db) => {
        db.exec("create table t (id integer primary key, value)");
        for (const value of samples) {
          db.run("insert into t (value) values (?)", [value]);
          const row = db.get("select value from t order by id desc limit 1");
          same(row?.["value"], value, "value");
        }
      }),
  },
  {
    title: "stores whole numbers as integers and fractions as reals",
    run: (harness) =>
      using(harness, (db) => {
        const row = db.get("select typeof(?) as a, typeof(?) as b, typeof(?) as c", [7, 7.5, 2 ** 40]);
        same([row?.["a"], row?.["b"], row?.["c"]], ["integer", "real", "integer"], "types");
      }),
  },
  {
    title: "hands out bytes that nobody else changes",
    run: (harness) =>
      using(harness, (db) => {
        db.exec("create table t (value blob)");
        const given = Uint8Array.of(1, 2, 3);
        db.run("insert into t values (?)", [given.subarray(1)]);
        given.fill(9);
        const first = db.get("select value from t")?.["value"];
        if (!(first instanceof Uint8Array) || first.constructor !== Uint8Array)
          fail("not a plain Uint8Array");
        first.fill(8);
        same(db.get("select value from t")?.["value"], Uint8Array.of(2, 3), "bytes");
      }),
  },
  {
    title: "refuses numbers that SQLite would change",
    run: (harness) =>
      using(harness, (db) => {
        for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
          throws(() => db.run("select ?", [value]), `${value}`);
        }
      }),
  },
  {
    title: "refuses a wrong number of parameters",
    run: (harness) =>
      using(harness, (db) => {
        throws(() => db.get("select ?, ?", [1]), "too few");
        throws(() => db.get("select ?", [1, 2]), "too many");
      }),
  },
  {
    title: "answers nothing for no row, and counts what it changed",
    run: (harness) =>
      using(harness, (db) => {
        db.exec("create table t (id integer primary key, n integer)");
        same(db.get("select * from t"), undefined, "get");
        same(db.all("select * from t"), [], "all");
        for (let n = 0; n < 5; n++) db.run("insert into t (n) values (?)", [n]);
        same(db.run("update t set n = n + 1 where n < ?", [3]).changes, 3, "update");
        same(db.run("update t set n = 0 where n > ?", [99]).changes, 0, "none");
        same(db.run("create table other (n)").changes, 0, "schema");
        same(
          db.all("select n from t order by id").map((row) => row["n"]),
          [1, 2, 3, 3, 4],
          "rows",
        );
      }),
  },
  {
    title: "returns rows of a statement that writes",
    run: (harness) =>
      using(harness, (db) => {
        db.exec("create table t (id integer primary key, n integer)");
        same(db.get("insert into t (n) values (?) returning id", [5])?.["id"], 1, "returning");
        same(db.run("insert into t (n) values (?) returning id", [6]).changes, 1, "changes");
        same(db.get("delete from t where n = ?", [6]), undefined, "get without rows");
        same(
          db.all("select n from t").map((row) => row["n"]),
          [5],
          "rows",
        );
      }),
  },
  {
    title: "sees columns that were added after a statement was first used",
    run: (harness) =>
      using(harness, (db) => {
        db.exec("create table t (a)");
        db.run("insert into t values (1)");
        same(db.get("select * from t"), { a: 1 }, "before");
        db.run("alter table t add column b default 2");
        same(db.get("select * from t"), { a: 1, b: 2 }, "after");
        same(db.all("select * from t"), [{ a: 1, b: 2 }], "all");
      }),
  },
  {
    title: "keeps a transaction whole",
    run: (harness) =>
      using(harness, (db) => {
        db.exec("create table t (n integer)");
        same(
          db.transaction(() => db.run("insert into t values (1)").changes),
          1,
          "result",
        );
        const bug = new Error("bug");
        const thrown = throws(
          () =>
            db.transaction(() => {
              db.run("insert into t values (2)");
              throw bug;
            }),
          "rollback",
        );
        same(thrown === bug, true, "the same error comes out");
        same(
          db.all("select n from t").map((row) => row["n"]),
          [1],
          "rows",
        );
      }),
  },
  {
    title: "refuses a transaction inside a transaction, and undoes the outer one",
    run: (harness) =>
      using(harness, (db) => {
        db.exec("create table t (n integer)");
        throws(() => {
          db.transaction(() => {
            db.run("insert into t values (1)");
            db.transaction(() => db.run("insert into t values (2)").changes);
          });
        }, "nested");
        same(db.get("select count(*) as n from t")?.["n"], 0, "rows");
      }),
  },
  {
    title: "undoes a transaction whose work turns out to be asynchronous",
    run: (harness) =>
      using(harness, (db) => {
        db.exec("create table t (n integer)");
        const work = (): Synchronous<object> => {
          db.run("insert into t values (1)");
          return Promise.resolve();
        };
        throws(() => db.transaction(work), "async work");
        same(db.get("select count(*) as n from t")?.["n"], 0, "rows");
      }),
  },
  {
    title: "goes on after a statement that failed in a transaction",
    run: (harness) =>
      using(harness, (db) => {
        db.exec("create table t (n integer primary key)");
        db.run("insert into t values (1)");
        const fault = throws(() => {
          db.transaction(() => {
            db.run("insert into t values (2)");
            db.run("insert into t values (1)");
          });
        }, "constraint");
        faultKind(fault, "failed");
        db.transaction(() => db.run("insert into t values (3)").changes);
        same(
          db.all("select n from t order by n").map((row) => row["n"]),
          [1, 3],
          "rows",
        );
      }),
  },
  {
    title: "keeps what was committed over close and open",
    async run(harness) {
      await using(harness, (db) => {
        db.exec("create table t (n integer); create index by_n on t (n); pragma user_version = 7");
        db.transaction(() => {
          for (let n = 0; n < 1000; n++) db.run("insert into t values (?)", [n]);
        });
      });
      await using(harness, (db) => {
        same(db.get("select count(*) as n, sum(n) as s from t"), { n: 1000, s: 499_500 }, "rows");
        same(db.get("pragma user_version")?.["user_version"], 7, "version");
        same(db.get("pragma integrity_check")?.["integrity_check"], "ok", "integrity");
      });
    },
  },
  {
    title: "is set up as promised: WAL, full sync, temporary files in memory, deleted content overwritten",
    run: (harness) =>
      using(harness, (db) => {
        const pragma = (name: string): SqlValue | undefined =>
          Object.values(db.get(`pragma ${name}`) ?? {})[0];
        same(pragma("journal_mode"), "wal", "journal_mode");
        same(pragma("synchronous"), 2, "synchronous");
        same(pragma("temp_store"), 2, "temp_store");
        same(pragma("secure_delete"), 1, "secure_delete");
        same(pragma("locking_mode"), "exclusive", "locking_mode");
      }),
  },
  {
    title: "has full-text search",
    run: (harness) =>
      using(harness, (db) => {
        db.exec("create virtual table f using fts5(body, tokenize = 'unicode61 remove_diacritics 2')");
        db.run("insert into f (body) values (?)", ["Ärger über Straßen"]);
        db.run("insert into f (body) values (?)", ["Вечером у моря"]);
        same(db.all("select rowid from f where f match ?", ["arger"]).length, 1, "diacritics");
        same(db.all("select rowid from f where f match ?", ["вече*"]).length, 1, "prefix");
        same(db.all("select rowid from f where f match ?", ["nothing"]).length, 0, "absent");
      }),
  },
  {
    title: "holds large values and many rows",
    run: (harness) =>
      using(harness, (db) => {
        db.exec("create table t (id integer primary key, body blob)");
        const large = new Uint8Array(1_000_000).map((_, index) => index % 251);
        db.transaction(() => {
          db.run("insert into t (body) values (?)", [large]);
          for (let n = 0; n < 5000; n++)
            db.run("insert into t (body) values (?)", [`${n % 97} text`.repeat(8)]);
        });
        same(db.get("select body from t where id = 1")?.["body"], large, "large value");
        same(db.all("select body from t where id > 1 order by body desc, id").length, 5000, "sorted rows");
      }),
  },
  {
    title: "calls a full store full, loses nothing of before, and goes on when there is room",
    run: (harness) =>
      using(harness, (db) => {
        db.exec("create table t (body blob)");
        db.run("insert into t values ('before')");
        const pages = Number(db.get("pragma page_count")?.["page_count"]);
        db.get(`pragma max_page_count = ${pages + 2}`);
        const fault = throws(
          () => db.transaction(() => db.run("insert into t values (?)", [new Uint8Array(500_000)]).changes),
          "full",
        );
        faultKind(fault, "storage_full");
        db.get("pragma max_page_count = 1000000");
        db.run("insert into t values ('after')");
        same(
          db.all("select body from t").map((row) => row["body"]),
          ["before", "after"],
          "rows",
        );
      }),
  },
  {
    title: "refuses a wrong key, and opens with the right one afterwards",
    async run(harness) {
      await using(harness, (db) => db.exec("create table t (n); insert into t values (1)"));
      const fault = await harness.open({ wrongKey: true }).then(
        () => fail("opened with a wrong key"),
        (thrown: unknown) => thrown,
      );
      faultKind(fault, "corrupt");
      await using(harness, (db) => same(db.get("select n from t")?.["n"], 1, "row"));
    },
  },
  {
    title: "says that it is closed, and closes once",
    async run(harness) {
      const db = await harness.open();
      db.close();
      db.close();
      faultKind(
        throws(() => db.get("select 1"), "get"),
        "closed",
      );
      faultKind(
        throws(() => db.exec("select 1"), "exec"),
        "closed",
      );
      faultKind(
        throws(() => db.transaction(() => 1), "transaction"),
        "closed",
      );
    },
  },
  {
    title: "gives faults that don't repeat the values of a statement",
    run: (harness) =>
      using(harness, (db) => {
        db.exec("create table t (n text primary key)");
        const secret = "a name that must not get into a log";
        db.run("insert into t values (?)", [secret]);
        const fault = throws(() => db.run("insert into t values (?)", [secret]), "constraint");
        if (String(fault).includes(secret)) fail("the fault repeats a value");
      }),
  },
];

const samples: readonly SqlValue[] = [
  "",
  "text",
  "Grüße, мир, 世界 👩‍👩‍👧",
  "nul \0 inside",
  0,
  -1,
  7,
  1.5,
  -2.25e-30,
  2 ** 31,
  -(2 ** 31) - 1,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  null,
  new Uint8Array(0),
  Uint8Array.of(0, 255, 0, 1),
];

async function using(harness: SqlDatabaseHarness, work: (db: SqlDatabase) => void): Promise<void> {
  const db = await harness.open();
  try {
    work(db);
  } finally {
    db.close();
  }
}

function fail(message: string): never {
  throw new Error(message);
}

function throws(work: () => unknown, what: string): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  return fail(`${what}: expected it to throw`);
}

function faultKind(thrown: unknown, kind: StoreFault["kind"]): void {
  if (!(thrown instanceof StoreFault)) fail(`expected a StoreFault, got ${String(thrown)}`);
  same(thrown.kind, kind, "kind");
}

function same(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [printed(actual), printed(expected)];
  if (a !== b) fail(`${what}: expected ${b.slice(0, 200)}, got ${a.slice(0, 200)}`);
}

function printed(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) => {
      if (inner instanceof Uint8Array) return `bytes ${inner.join(" ")}`;
      return inner === undefined ? "undefined" : inner;
    }) ?? "undefined"
  );
}
