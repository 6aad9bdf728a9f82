/** Time limits of the desk, milliseconds. What the flow builder can choose is in the order, not here. */

/** After the stop was accepted: how long until a query must tell whether the leg is gone. */
export const stopMs = 4_000;
/** After a leg left a platform that arms by itself: how long it has to disarm by itself. */
export const tidyMs = 2_000;
/** Arming stands and nobody can tell whether the agent is on a call: how long a leg has to show up before "armed" is the answer. */
export const armGraceMs = 2_000;
/** The arming vanished without a leg: events of the two may cross, so wait before asking. */
export const crossMs = 1_000;
/** Between two queries when the first could not tell. */
export const recheckMs = 5_000;
/** A leg that shows up so long after its order was answered "not achieved" is late, and taken back. */
export const lateMs = 120_000;
/** How long an arming found at start, left by an earlier run, may stay. */
export const adoptedArmMs = 600_000;
/** How many supervisions that are over are remembered (for a cancel that comes late). */
export const pastKept = 200;
/** Stops sent for one supervision, each but the first only after a query showed it is still there. */
export const stopsAtMost = 2;
