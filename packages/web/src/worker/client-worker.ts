import { runClientWorker } from "@bridle/client/worker";
import { version } from "../../package.json";

// The client lives here, away from the page: keys, database, connection.
runClientWorker({ build: `bridle-web/${version}` });
