/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/datasets/expression-words.h"

static const struct
{
  const char *word;
  FusExpression expression;
} words[] = {
  { "afraid", FUS_EXPRESSION_AFRAID },       { "fear", FUS_EXPRESSION_AFRAID },
  { "fearful", FUS_EXPRESSION_AFRAID },      { "scared", FUS_EXPRESSION_AFRAID },
  { "angry", FUS_EXPRESSION_ANGRY },         { "anger", FUS_EXPRESSION_ANGRY },
  { "disgusted", FUS_EXPRESSION_DISGUSTED }, { "disgust", FUS_EXPRESSION_DISGUSTED },
  { "happy", FUS_EXPRESSION_HAPPY },         { "happiness", FUS_EXPRESSION_HAPPY },
  { "joy", FUS_EXPRESSION_HAPPY },           { "smiling", FUS_EXPRESSION_HAPPY },
  { "neutral", FUS_EXPRESSION_NEUTRAL },     { "sad", FUS_EXPRESSION_SAD },
  { "sadness", FUS_EXPRESSION_SAD },         { "surprised", FUS_EXPRESSION_SURPRISED },
  { "surprise", FUS_EXPRESSION_SURPRISED },
};

gboolean
fus_expression_of_word (const char *word, FusExpression *expression)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (word, words[i].word) == 0)
      {
        *expression = words[i].expression;
        return TRUE;
      }
  for (FusExpression e = 0; e < FUS_N_EXPRESSIONS; e++)
    if (g_ascii_strcasecmp (word, fus_expression_code (e)) == 0)
      {
        *expression = e;
        return TRUE;
      }
  return FALSE;
}
