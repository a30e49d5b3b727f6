/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/analysis-error.h"
#include "engine/poll.h"

G_BEGIN_DECLS

/**
 * FusDecodingInput:
 * @train, @test: [n_train, n_features] and [n_test, n_features], activations; rows with a NaN (a
 *   frame that could not be read) are left out
 * @train_labels, @test_labels: class of each row, >= 0
 * @train_people: (nullable): [n_train], person of each row; given where people are split between
 *   train and test, so that the folds are split by person too
 * @max_train: most rows trained on; more are thinned evenly over the classes. The products of all
 *   pairs of rows are kept: 4000 rows take 320 MB
 * @seed: of the folds and the thinning
 */
typedef struct
{
  const float *train;
  const float *test;
  gsize n_train;
  gsize n_test;
  gsize n_features;
  const gint32 *train_labels;
  const gint32 *test_labels;
  const gint32 *train_people;
  gsize max_train;
  guint64 seed;
} FusDecodingInput;

/**
 * FusDecoding:
 * @n_test: rows of the input
 * @predicted: [n_test], class of each test row, -1 for one that was left out
 * @right: [n_test], 1 where the prediction is right
 * @accuracy: share of right ones among the rows not left out
 * @chance: 1 / number of classes
 * @majority: share of test rows of the class that is most frequent in training: what one gets
 *   without looking
 * @c: the SVM's C, for features scaled so that rows have a mean square norm of 1
 * @cross_accuracy: of that C, by cross-validation on the training part
 * @n_classes: classes with training rows
 * @n_trained: training rows used
 * @n_live: features used; those that never vary on the training rows (dead units) are left out
 */
typedef struct
{
  gsize n_test;
  gint32 *predicted;
  guint8 *right;
  double accuracy;
  double chance;
  double majority;
  double c;
  double cross_accuracy;
  guint n_classes;
  gsize n_trained;
  gsize n_live;
} FusDecoding;

/**
 * fus_decode:
 *
 * Tells a label from activations by a linear support vector machine (paper, section 2.4, figure
 * 1B). Features are standardised by mean and standard deviation of the training rows; C is the best
 * of five powers of ten in five-fold cross-validation on the training rows, the smallest of equals.
 * Several classes: each pair has its machine and a vote (libsvm; Chang and Lin 2011). The same
 * input gives the same result. Any thread; single-threaded; asks @poll between fits.
 *
 * Returns: (transfer full): NULL when @poll cancelled, or with FUS_ANALYSIS_ERROR_DATA when there
 *   are fewer than two classes, or fewer than two people or rows to make folds of
 */
FusDecoding *fus_decode (const FusDecodingInput *input, const FusPoll *poll,
                         const FusProgress *progress, GError **error);
void fus_decoding_free (FusDecoding *decoding);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusDecoding, fus_decoding_free)

G_END_DECLS
