// @ts-check

/** @template {Element} Kind @param {string} id @param {new () => Kind} kind @returns {Kind | null} */
export function byId(id, kind) {
  const found = document.getElementById(id);
  return found instanceof kind ? found : null;
}
