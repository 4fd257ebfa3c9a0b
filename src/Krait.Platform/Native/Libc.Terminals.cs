using System.Runtime.InteropServices;

namespace Krait.Platform;

internal static unsafe partial class Libc
{
    [LibraryImport(Library)] internal static partial int isatty(int fd);
    [LibraryImport(Library)] internal static partial int ttyname_r(int fd, byte* buffer, nuint size);
    [LibraryImport(Library)] internal static partial byte* ctermid(byte* buffer);
    [LibraryImport(Library)] internal static partial int tcgetattr(int fd, TerminalSettings* settings);
    [LibraryImport(Library)] internal static partial int tcsetattr(int fd, int when, TerminalSettings* settings);
    [LibraryImport(Library)] internal static partial int cfsetispeed(TerminalSettings* settings, uint speed);
    [LibraryImport(Library)] internal static partial int cfsetospeed(TerminalSettings* settings, uint speed);
    [LibraryImport(Library)] internal static partial int tcsendbreak(int fd, int duration);
    [LibraryImport(Library)] internal static partial int tcdrain(int fd);
    [LibraryImport(Library)] internal static partial int tcflush(int fd, int queue);
    [LibraryImport(Library)] internal static partial int tcflow(int fd, int action);
    [LibraryImport(Library)] internal static partial int tcgetpgrp(int fd);
    [LibraryImport(Library)] internal static partial int tcsetpgrp(int fd, int group);
    [LibraryImport(Library)] internal static partial int posix_openpt(int flags);
    [LibraryImport(Library)] internal static partial int grantpt(int master);
    [LibraryImport(Library)] internal static partial int unlockpt(int master);
    [LibraryImport(Library)] internal static partial int ptsname_r(int master, byte* buffer, nuint size);
    [LibraryImport(Library)] internal static partial int getpwnam_r(byte* name, UserDatabase.Native* entry, byte* buffer, nuint size, UserDatabase.Native** result);
    [LibraryImport(Library)] internal static partial int getpwuid_r(uint id, UserDatabase.Native* entry, byte* buffer, nuint size, UserDatabase.Native** result);
    [LibraryImport(Library)] internal static partial int getpwent_r(UserDatabase.Native* entry, byte* buffer, nuint size, UserDatabase.Native** result);
    [LibraryImport(Library)] internal static partial void setpwent();
    [LibraryImport(Library)] internal static partial void endpwent();
    [LibraryImport(Library)] internal static partial int getgrnam_r(byte* name, GroupDatabase.Native* entry, byte* buffer, nuint size, GroupDatabase.Native** result);
    [LibraryImport(Library)] internal static partial int getgrgid_r(uint id, GroupDatabase.Native* entry, byte* buffer, nuint size, GroupDatabase.Native** result);
    [LibraryImport(Library)] internal static partial int getgrent_r(GroupDatabase.Native* entry, byte* buffer, nuint size, GroupDatabase.Native** result);
    [LibraryImport(Library)] internal static partial void setgrent();
    [LibraryImport(Library)] internal static partial void endgrent();
    [LibraryImport(Library)] internal static partial byte* setlocale(int category, byte* locale);
    [LibraryImport(Library)] internal static partial byte** localeconv();
    [LibraryImport(Library)] internal static partial byte* nl_langinfo(int item);
    [LibraryImport(Library)] internal static partial int strcoll(byte* a, byte* b);
    [LibraryImport(Library)] internal static partial nuint strxfrm(byte* target, byte* source, nuint size);
    [LibraryImport(Library)] internal static partial int wcscoll(int* a, int* b);
    [LibraryImport(Library)] internal static partial nuint wcsxfrm(int* target, int* source, nuint size);
    [LibraryImport(Library)] internal static partial byte* gettext(byte* message);
    [LibraryImport(Library)] internal static partial byte* dgettext(byte* domain, byte* message);
    [LibraryImport(Library)] internal static partial byte* dcgettext(byte* domain, byte* message, int category);
    [LibraryImport(Library)] internal static partial byte* textdomain(byte* domain);
    [LibraryImport(Library)] internal static partial byte* bindtextdomain(byte* domain, byte* directory);
    [LibraryImport(Library)] internal static partial byte* bind_textdomain_codeset(byte* domain, byte* codeset);
}
