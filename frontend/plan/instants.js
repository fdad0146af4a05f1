/** Instants of the site (minutes of universal time) and minutes of the plan's wall clock, both since 1970. */

export const NONE = -0x80000000;
export const DAY = 1440;

/** The offsets of one time zone: offset k holds from `changes[k]` of universal time on. */
export class Zone {
  constructor({ changes = [], offsets = [] } = {}) {
    this.changes = changes;
    this.offsets = offsets.length ? offsets : [0];
  }

  /** What the clock on the wall shows at an instant. */
  wall(instant) {
    if (instant === null || instant === undefined || instant === NONE) return NONE;
    return instant + this.offsets[this.#pieceAt(instant)];
  }

  /** The first instant at which the clock shows `wall` or later. */
  instant(wall) {
    if (wall === NONE) return null;
    const pieces = this.offsets.length;
    for (let k = 0; k < pieces; k += 1) {
      const ends = k + 1 < pieces ? this.changes[k + 1] : Infinity;
      const instant = Math.max(k ? this.changes[k] : -Infinity, wall - this.offsets[k]);
      if (instant < ends) return instant;
    }
    return wall - this.offsets[pieces - 1];
  }

  #pieceAt(instant) {
    let low = 0;
    let high = this.offsets.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.changes[middle] <= instant) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Midnight at or before a wall minute. */
export const midnight = (wall) => Math.floor(wall / DAY) * DAY;

/** Calendar parts of a wall minute; `weekday` is 0 on Monday. */
export function parts(wall) {
  const date = new Date(wall * 60000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    weekday: (date.getUTCDay() + 6) % 7,
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  };
}

/** The wall minute of a date and time; months count from 0. */
export const wallOf = (year, month, day, hour = 0, minute = 0) => Date.UTC(year, month, day, hour, minute) / 60000;

const two = (number) => String(number).padStart(2, "0");

/** `2027-03-05T09:00`, or the date alone. */
export function isoText(wall, withTime = true) {
  const { year, month, day, hour, minute } = parts(wall);
  const date = `${year}-${two(month + 1)}-${two(day)}`;
  return withTime ? `${date}T${two(hour)}:${two(minute)}` : date;
}
