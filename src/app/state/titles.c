/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/titles.h"

#include <glib/gi18n-lib.h>

const char *
fus_explanation_class_title (const FusExplanation *explanation, FusTask task, gint32 class_index)
{
  const char *const *names = fus_network_class_names (explanation->network, task);

  return fus_class_title (task, names[class_index]);
}

char *
fus_prediction_text (const FusExplanation *explanation)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      const FusHeadExplanation *head = &explanation->heads[task];
      if (!head->present)
        continue;
      if (text->len > 0)
        g_string_append (text, " · ");
      /* Translators: a class and its probability: "happy 88 %". */
      g_string_append_printf (text, _ ("%s %.0f %%"),
                              fus_explanation_class_title (explanation, task, head->predicted),
                              head->probabilities[head->predicted] * 100.0);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
fus_evidence_message (const FusExplanation *explanation, const gboolean shown[FUS_N_TASKS])
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      const FusHeadExplanation *head = &explanation->heads[task];
      if (!shown[task] || !head->present || !head->empty)
        continue;
      if (text->len > 0)
        g_string_append_c (text, '\n');
      /* Translators: %s is a person or an expression. */
      g_string_append_printf (text, _ ("No positive evidence for %s"),
                              fus_explanation_class_title (explanation, task, head->target));
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
