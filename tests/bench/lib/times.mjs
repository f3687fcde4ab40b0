/** Times in ms as the benches of the page print them: the median, the 95th percentile, the longest. */
export const shown = (list) => `${figure(list, 0.5)} median, ${figure(list, 0.95)} at 95 %, ${figure(list, 1)} at most`;

function figure(list, part) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(list.length - 1, Math.floor(list.length * part))].toFixed(1);
}
