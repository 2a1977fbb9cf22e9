/** Done as asked. */
export const exitOk = 0;
/** It could not be done; stderr says why. */
export const exitFault = 1;
/** Wrong use of the command (EX_USAGE of sysexits.h). */
export const exitUsage = 64;
