import { crc32 } from "../crc32";
import { dbmateRecorder } from "../dbmate/record";
import { advisoryLock, type Recorder } from "../recorder";

/** Rails keeps the same table as dbmate and takes an advisory lock of its database's name. Observed with 6.1. */
export const railsRecorder: Recorder = {
  ...dbmateRecorder,
  lock: (_, database) => advisoryLock((2053462845n * BigInt(crc32(database))).toString()),
};
