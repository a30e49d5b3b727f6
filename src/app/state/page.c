/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/page.h"

G_DEFINE_INTERFACE (FusPage, fus_page, GTK_TYPE_WIDGET)

static void
fus_page_default_init (FusPageInterface *interface)
{
}

void
fus_page_set_workspace (FusPage *page, FusWorkspace *workspace)
{
  g_return_if_fail (FUS_IS_PAGE (page));
  g_return_if_fail (FUS_IS_WORKSPACE (workspace));

  FUS_PAGE_GET_IFACE (page)->set_workspace (page, workspace);
}
