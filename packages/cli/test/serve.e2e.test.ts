import { describe, expect, test } from "vitest";
import { bridle, serve, temporaryFolder } from "./bridle.ts";

describe("[C1] the command", () => {
  test("prints its version and help to stdout", async () => {
    const version = bridle("--version");
    expect(await version.exit()).toBe(0);
    expect(version.lines).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
    const help = bridle("serve", "--help");
    expect(await help.exit()).toBe(0);
    expect(help.lines.join("\n")).toContain("--public-url");
    expect(help.stderr()).toBe("");
  });

  test.for([[], ["dance"], ["client", "--data", "x"], ["serve", "--port", "x"]])(
    "says on stderr what is wrong with %j, and exits with 64",
    async (args) => {
      const wrong = bridle(...args);
      expect(await wrong.exit()).toBe(64);
      expect(wrong.lines).toEqual([]);
      expect(wrong.stderr()).toMatch(/^bridle: .+\n\nusage:/s);
    },
  );
});

describe("[C7] bridle serve", () => {
  test.for(["SIGINT", "SIGTERM"] as const)(
    "is ready with one line of JSON, and %s stops it cleanly",
    async (signal) => {
      const server = await serve();
      expect(server.lines).toEqual([
        JSON.stringify({ ready: true, url: server.url, registrationCode: null }),
      ]);
      expect((await fetch(`${server.url}/health`)).ok).toBe(true);
      server.process.kill(signal);
      expect(await server.exit()).toBe(0);
      expect(server.lines).toHaveLength(1);
    },
  );

  test("gives a registration code where one is needed", async () => {
    const server = await serve("--registration", "code");
    const ready = JSON.parse(server.lines[0]!) as { readonly registrationCode: unknown };
    expect(ready.registrationCode).toEqual(expect.any(String));
  });

  test("tells a person where to open the app", async () => {
    const data = temporaryFolder();
    const server = bridle("serve", "--data", data, "--port", "0");
    expect(await server.line()).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
    expect(await server.line((line) => line.includes(data))).toContain(data);
  });

  test("a port in use, and a folder in use, are faults that are told in words", async () => {
    const data = temporaryFolder();
    const first = bridle("serve", "--data", data, "--port", "0", "--json");
    const { url } = JSON.parse(await first.line()) as { readonly url: string };
    const samePort = bridle("serve", "--data", temporaryFolder(), "--port", new URL(url).port);
    expect(await samePort.exit()).toBe(1);
    expect(samePort.stderr()).toContain("EADDRINUSE");
    const sameFolder = bridle("serve", "--data", data, "--port", "0");
    expect(await sameFolder.exit()).toBe(1);
    expect(sameFolder.stderr()).toMatch(/bridle: .+/);
    expect([...samePort.lines, ...sameFolder.lines]).toEqual([]);
  });

  test("is one process: killing its pid leaves nothing that listens", async () => {
    const server = await serve();
    server.process.kill("SIGKILL");
    expect(await server.exit()).toBe("SIGKILL");
    await expect(fetch(`${server.url}/health`)).rejects.toThrow("fetch failed");
  });
});

describe("[C8] bridle backup and restore", () => {
  test("copy a running server, and make a server of the copy", async () => {
    const data = temporaryFolder();
    const server = bridle("serve", "--data", data, "--port", "0", "--json");
    await server.line();
    const copy = temporaryFolder();
    expect(await bridle("backup", "--data", data, "--to", copy).exit()).toBe(0);
    const restored = temporaryFolder();
    expect(await bridle("restore", "--from", copy, "--data", restored).exit()).toBe(0);
    const second = bridle("serve", "--data", restored, "--port", "0", "--json");
    expect(JSON.parse(await second.line())).toMatchObject({ ready: true });
  });

  test("refuse what is no data folder, and never write over one", async () => {
    const absent = bridle("backup", "--data", temporaryFolder(), "--to", temporaryFolder());
    expect(await absent.exit()).toBe(1);
    expect(absent.stderr()).toMatch(/bridle: backup failed/);
    const server = await serve();
    const copy = temporaryFolder();
    const data = server.process.spawnargs[server.process.spawnargs.indexOf("--data") + 1]!;
    expect(await bridle("backup", "--data", data, "--to", copy).exit()).toBe(0);
    expect(await bridle("backup", "--data", data, "--to", copy).exit()).toBe(1);
    expect(await bridle("restore", "--from", copy, "--data", data).exit()).toBe(1);
  });
});
