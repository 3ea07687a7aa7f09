#!/bin/sh
# Runs nginx, and sets its access log aside at 64 MiB: it does not do so itself, and a full disk would stop all. What is set aside
# Filebeat has read long before the next turn comes.
set -eu
log=${ACCESS_LOG:-/var/log/nginx-access/access.log}
conf=${NGINX_CONF:-/etc/nginx/nginx.conf}

rotate() {
  while sleep "${ROTATE_SECONDS:-60}"; do
    [ "$(stat -c %s "$log" 2>/dev/null || echo 0)" -gt "${ROTATE_BYTES:-67108864}" ] || continue
    mv "$log" "$log.1"
    nginx -c "$conf" -s reopen
  done
}

rotate &
exec nginx -c "$conf" -g 'daemon off;'
