export { androidPlants, fullAcquisition, fullReport } from "./android-plants.ts";
export { dumpPlants, fullDump, fullSysdiagnose, sysdiagnosePlants } from "./dump-plants.ts";
export { fullBackup } from "./full-backup.ts";
export { backupPlants } from "./ios-plants.ts";
export { type Oddities, oddities } from "./oddities.ts";
export { inAcquisition, inDump, inSysdiagnose, jsonBytes, type Plant, textBytes } from "./plant.ts";
