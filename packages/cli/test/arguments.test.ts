import { describe, expect, test } from "vitest";
import { parseCommand } from "../src/arguments.ts";

describe("[C1] arguments", () => {
  test("serve has sane defaults", () => {
    expect(parseCommand(["serve"])).toEqual({
      ok: true,
      value: {
        kind: "serve",
        data: undefined,
        host: "127.0.0.1",
        port: 7170,
        publicUrl: undefined,
        registration: undefined,
        tls: undefined,
        metricsTokenFile: undefined,
        policy: undefined,
        epochMs: undefined,
        platform: undefined,
        services: new Map(),
        networksFile: undefined,
        json: false,
      },
    });
  });

  test("serve takes each of its options", () => {
    const line =
      "serve --data d --port 0 --host :: --public-url https://chat.example --registration code --json";
    expect(parseCommand([...line.split(" "), "--tls-cert=c", "--tls-key=k"])).toMatchObject({
      ok: true,
      value: { port: 0, host: "::", registration: "code", json: true, tls: { cert: "c", key: "k" } },
    });
  });

  test("serve takes the services that it is", () => {
    const args = ["serve", "--platform", "main", "--services", "a.example=clinic,b.example:8443=press-1"];
    const services = new Map([
      ["a.example", "clinic"],
      ["b.example:8443", "press-1"],
    ]);
    expect(parseCommand(args)).toMatchObject({ ok: true, value: { platform: "main", services } });
  });

  test("client takes a folder and a server", () => {
    expect(parseCommand(["client", "--data", "d", "--server", "http://127.0.0.1:7170/"])).toEqual({
      ok: true,
      value: { kind: "client", data: "d", server: "http://127.0.0.1:7170", passphraseFile: undefined },
    });
  });

  test.for([
    [[], "expected a command"],
    [["dance"], "dance"],
    [["serve", "--platform", "Main"], "--platform"],
    [["serve", "--services", "a.example"], "--services"],
    [["serve", "--services", "a.example/x=y"], "--services"],
    [["serve", "--port", "70000"], "--port"],
    [["serve", "--port", "1e3"], "--port"],
    [["serve", "--registration", "maybe"], "--registration"],
    [["serve", "--public-url", "chat.example"], "--public-url"],
    [["serve", "--tls-cert", "c"], "--tls-key"],
    [["serve", "--jsno"], "--jsno"],
    [["serve", "extra"], "extra"],
    [["serve", "--data="], "--data"],
    [["client", "--server", "http://h"], "--data"],
    [["client", "--data", "d"], "--server"],
    [["client", "--data", "d", "--server", "ftp://h"], "--server"],
    [["client", "--data", "d", "--server", "http://h/path"], "--server"],
    [["client", "--data", "d", "--server", "http://user:pw@h"], "--server"],
    [["passphrase", "--remove"], "--data"],
    [["passphrase", "--data", "d"], "--remove"],
    [["passphrase", "--data", "d", "--remove", "--new-passphrase-file", "f"], "--remove"],
    [["codes", "--uses", "2"], "--new"],
    [["codes", "--new", "--uses", "0"], "--uses"],
    [["codes", "--new", "--days", "4000"], "--days"],
    [["codes", "--new", "--revoke", "x"], "--revoke"],
    [["backup"], "--to"],
    [["restore"], "--from"],
  ] as const)("refuses %j, naming what is wrong", ([args, named]) => {
    const command = parseCommand(args);
    expect(command).toEqual({ ok: false, error: expect.stringContaining(named) });
  });

  test.for([
    [["--help"], { kind: "help" }],
    [["help", "serve"], { kind: "help", topic: "serve" }],
    [["client", "--help"], { kind: "help", topic: "client" }],
    [["--version"], { kind: "version" }],
  ] as const)("%j is answered", ([args, value]) => {
    expect(parseCommand(args)).toEqual({ ok: true, value });
  });
});
