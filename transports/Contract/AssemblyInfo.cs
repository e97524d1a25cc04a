using System.Runtime.CompilerServices;

// Here and not in the project file, so that tools that do not build see it as well.
[assembly: InternalsVisibleTo("InterContainer.Tests")]
