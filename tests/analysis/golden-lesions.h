/* Made by golden-lesions.py. */
/* clang-format off */
/* Sums of cross-entropies: intact, five single units, all five; identity, expression. */
static const double lesion_losses[7][2] = {
  { 27.1294613, 12.9023912 },
  { 20.9570511, 10.4687972 },
  { 27.0546833, 12.8416602 },
  { 27.5544653, 10.0245836 },
  { 27.0205173, 12.5770218 },
  { 27.1294613, 12.9023912 },
  { 20.4890078, 9.12272494 },
};
