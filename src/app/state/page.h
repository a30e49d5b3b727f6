/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusPage:
 * @set_workspace: see fus_page_set_workspace()
 *
 * A widget that shows one side of a study and is chosen at the top of the window. The pages there
 * are stand in window/pages.c.
 */
#define FUS_TYPE_PAGE (fus_page_get_type ())
G_DECLARE_INTERFACE (FusPage, fus_page, FUS, PAGE, GtkWidget)

struct _FusPageInterface
{
  GTypeInterface parent;

  void (*set_workspace) (FusPage *page, FusWorkspace *workspace);
};

/* What the page shows from now on. Once, before it is first drawn. */
void fus_page_set_workspace (FusPage *page, FusWorkspace *workspace);

G_END_DECLS
