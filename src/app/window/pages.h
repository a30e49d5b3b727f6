/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FusPageRow:
 * @name: the page's in the stack, and the target of the action win.page
 * @title: at the top of the window and among the shortcuts; translatable
 * @icon_name: beside the title
 * @type: of the widget, which is a FusPage
 *
 * All that the window knows of a page. The stack, the keys Alt+1, Alt+2 … and the shortcuts window
 * are made from the rows, in their order.
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *icon_name;
  GType (*type) (void);
} FusPageRow;

/* The pages, from the first on. (transfer none) */
const FusPageRow *fus_pages (guint *n);

/* The key of the page at @index: "<Alt>1". (transfer full) */
char *fus_page_key (guint index);
/* The action that shows the page: "win.page::frames". (transfer full) */
char *fus_page_action (guint index);

G_END_DECLS
