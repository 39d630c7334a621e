-- Has a row from the moment on that another node may have kept the streams since this store last did.
create table kokko_elsewhere (
  only_row int primary key
);
