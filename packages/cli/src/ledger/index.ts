export { ledgerCommand, witnessMain } from "./ledger-command.ts";
