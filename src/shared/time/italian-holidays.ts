/** The national holidays with a fixed date, as `month-day`. 4 October is one from 2026 (law 151 of 2025). */
const FIXED = ['1-1', '1-6', '4-25', '5-1', '6-2', '8-15', '10-4', '11-1', '12-8', '12-25', '12-26'];

type LocalDate = { year: number; month: number; day: number };

/** Returns Easter Sunday in the Gregorian calendar, by the anonymous algorithm (Meeus, Astronomical Algorithms, chapter 8). */
function easterSunday(year: number): LocalDate {
  const century = Math.floor(year / 100);
  const golden = year % 19;
  const correction = Math.floor((8 * century + 13) / 25);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor((year % 100) / 4) - epact - ((year % 100) % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const days = epact + weekday - 7 * late + 114;
  return { year, month: Math.floor(days / 31), day: (days % 31) + 1 };
}

/** Whether a date is a national holiday in Italy; holidays of single towns are not known. */
export function isItalianHoliday({ year, month, day }: LocalDate): boolean {
  if (FIXED.includes(`${month}-${day}`)) return !(month === 10 && year < 2026);
  const easter = easterSunday(year);
  const monday = new Date(Date.UTC(easter.year, easter.month - 1, easter.day + 1));
  return month === monday.getUTCMonth() + 1 && day === monday.getUTCDate();
}
