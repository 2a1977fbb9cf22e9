import { openNodePlatform } from "../../src/adapters/node/index.ts";

// Opens the data folder named by the first argument, says what came of it and stays until it is killed. With a second
// argument it writes that text in every way there is, and goes on writing.

const [dataDir = "", canary] = process.argv.slice(2);
const platform = await openNodePlatform({ dataDir });
if (!platform.ok) {
  process.stdout.write(`${platform.error.kind}\n`);
} else {
  const { database } = platform.value;
  if (canary !== undefined) {
    database.exec("create table text (body text); create virtual table found using fts5(body)");
    const write = (): void => {
      database.transaction(() => {
        for (let n = 0; n < 200; n++) {
          const body = `${n} ${canary} ${"and more ".repeat(n)}`;
          database.run("insert into text values (?)", [body]);
          database.run("insert into found (body) values (?)", [body]);
        }
      });
      database.run("delete from text where rowid % 3 = 0");
      // Larger than the cache: sorts with a temporary file where that is allowed.
      database.all("select body from text order by body || random()");
    };
    for (let n = 0; n < 20; n++) write();
    setInterval(write, 0);
  }
  process.stdout.write("opened\n");
  setInterval(() => {}, 1000);
}
