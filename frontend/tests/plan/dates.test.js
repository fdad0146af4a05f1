import assert from "node:assert/strict";
import { test } from "node:test";
import { dateText, isoOfTyped, monthFirst } from "../../plan/date_text.js";
import { isoText, NONE, wallOf, Zone } from "../../plan/instants.js";

const TODAY = wallOf(2027, 1, 10, 10, 30);
const BERLIN = new Zone({ changes: [0, 29882940 - 302400, 29882940], offsets: [60, 120, 60] });

test("an instant and what the wall shows then belong together", () => {
  for (const instant of [28000000, 29600000, 29882939, 29882940, 29900000]) {
    const wall = BERLIN.wall(instant);
    assert.ok([instant, instant - 60].includes(BERLIN.instant(wall)));
  }
  assert.equal(BERLIN.wall(28000000) - 28000000, 60);
  assert.equal(BERLIN.wall(29600000) - 29600000, 120);
});

test("no instant stays none", () => {
  assert.equal(BERLIN.wall(null), NONE);
  assert.equal(BERLIN.instant(NONE), null);
});

test("a finish at midnight belongs to the day before", () => {
  const midnight = wallOf(2027, 2, 6);
  assert.equal(dateText(midnight, "en-GB", { finish: true }), "5 Mar 27");
  assert.equal(dateText(midnight, "en-GB"), "6 Mar 27");
  assert.equal(dateText(midnight, "de"), "06.03.27");
  assert.equal(dateText(NONE, "en-GB"), "");
});

test("dates are read as people write them", () => {
  const read = (text, locale = "en-GB") => isoOfTyped(text, locale, TODAY);
  assert.equal(read("2027-03-05"), "2027-03-05");
  assert.equal(read("5.3.2027", "de"), "2027-03-05");
  assert.equal(read("5.3.", "de"), "2027-03-05");
  assert.equal(read("5/3/27"), "2027-03-05");
  assert.equal(read("3/5/27", "en-US"), "2027-03-05");
  assert.equal(read("5 Mar 27"), "2027-03-05");
  assert.equal(read("March 5, 2027"), "2027-03-05");
  assert.equal(read("Fri, 5 March"), "2027-03-05");
  assert.equal(read("5. März 2027", "de"), "2027-03-05");
  assert.equal(read("today"), "2027-02-10");
  assert.equal(read("+3d"), "2027-02-13");
  assert.equal(read("-1w"), "2027-02-03");
});

test("a time of day is kept", () => {
  assert.equal(isoOfTyped("2027-03-05T09:00", "en-GB", TODAY), "2027-03-05T09:00");
  assert.equal(isoOfTyped("5.3.27 14:30", "de", TODAY), "2027-03-05T14:30");
});

test("what is no date is not guessed", () => {
  for (const text of ["", "soon", "31.2.2027", "2027-13-01", "5.3.27 25:00", "12"])
    assert.equal(isoOfTyped(text, "en-GB", TODAY), null);
});

test("what is shown is read back, in several languages", () => {
  const wall = wallOf(2027, 9, 21);
  for (const locale of ["en-GB", "en-US", "de", "fr", "es", "nl"]) {
    assert.equal(isoOfTyped(dateText(wall, locale), locale, TODAY), isoText(wall, false), locale);
  }
});

test("the order of day and month is the locale's", () => {
  assert.equal(monthFirst("en-US"), true);
  assert.equal(monthFirst("en-GB"), false);
  assert.equal(monthFirst("ja"), false);
});
