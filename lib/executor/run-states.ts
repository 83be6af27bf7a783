export {
  ACTIVE_RUN_STATES,
  isFinal,
  mayFollow,
  RUN_TRANSITIONS,
  runActions,
  statesBefore,
  WORKED_RUN_STATES,
} from "../contracts/run-states";
